"""Robots that collect texts to train models, by the names they answer to in robots.txt.

Those that only fetch a page for somebody who asks, or build a search engine, are not among them:
a reader sent by one of these is a reader. From what each operator documents, and from the list kept
at https://github.com/ai-robots-txt/ai.robots.txt (MIT).
"""

# Name → operator.
TRAINING = {
    "AI2Bot": "Allen Institute for AI",
    "Amazonbot": "Amazon",
    "anthropic-ai": "Anthropic",
    "Applebot-Extended": "Apple",
    "Bytespider": "ByteDance",
    "CCBot": "Common Crawl",
    "ClaudeBot": "Anthropic",
    "cohere-training-data-crawler": "Cohere",
    "Diffbot": "Diffbot",
    "FacebookBot": "Meta",
    "Google-Extended": "Google",
    "GPTBot": "OpenAI",
    "img2dataset": "img2dataset",
    "meta-externalagent": "Meta",
    "omgili": "Webz.io",
    "PanguBot": "Huawei",
    "Timpibot": "Timpi",
    "Webzio-Extended": "Webz.io",
}
