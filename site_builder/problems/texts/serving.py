"""The local server."""

from site_builder.problems.text import Text

TEXTS: dict[str, Text] = {
    "serve.no-port": Text(
        "error",
        "the server cannot listen here: {reason}",
        "le serveur ne peut pas écouter ici\u00a0: {reason}",
        "choose another port with `--port`, or an address of this machine with `--host`",
        "choisissez un autre port avec `--port`, ou une adresse de cette machine avec `--host`",
    ),
}
