"""Days and hours as an option takes them."""

import datetime as dt
import os

import click

from site_builder.report import language_of


class MomentType(click.ParamType[dt.datetime, str | dt.datetime]):
    """A day, or a day and an hour: what `date` of an article takes, with the same words about what
    it does not. A day is its first hour.
    """

    name = "date"

    def convert(
        self,
        value: str | dt.datetime,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> dt.datetime:
        """Return *value* as an hour, which has a zone if *value* names one."""
        from site_builder.kinds import moment_of  # all that forms need: most builds name no hour

        if isinstance(value, dt.datetime):
            return value
        moment = moment_of(value)
        if moment is None:
            self.fail(not_a_date_text(value, language_of(os.environ.items())), param, ctx)
        if isinstance(moment, dt.datetime):
            return moment
        return dt.datetime(moment.year, moment.month, moment.day)


def not_a_date_text(text: str, language: str) -> str:
    """Return what keeps *text* from being a date: its form, or a day that its month has not."""
    from site_builder.dates import month_in_english, month_in_words
    from site_builder.kinds import month_without_day

    french = language == "fr"
    if found := month_without_day(text):
        year, month, days = found
        if french:
            shown = f"«\u00a0{text}\u00a0» n’existe pas"
            return f"{shown}\u00a0: {month_in_words(year, month)} compte {days}\u00a0jours"
        return f'"{text}" does not exist: {month_in_english(year, month)} has {days} days'
    if french:
        return f"«\u00a0{text}\u00a0» n’est pas une date comme 2023-07-19"
    return f'"{text}" is not a date like 2023-07-19'
