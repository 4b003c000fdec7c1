"""Days and hours as an option takes them."""

import datetime as dt
import os

import click

from site_builder.kinds import moment_of
from site_builder.report import language_of, not_a_date_text


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
        if isinstance(value, dt.datetime):
            return value
        moment = moment_of(value)
        if moment is None:
            self.fail(not_a_date_text(value, language_of(os.environ.items())), param, ctx)
        if isinstance(moment, dt.datetime):
            return moment
        return dt.datetime(moment.year, moment.month, moment.day)
