// Reads the feeds named on standard input, one a line, with feedsmith, a library of feed readers,
// and writes what it understood of each as a line of JSON.
import { readFileSync } from "node:fs";
import { parseFeed, parseOpml } from "feedsmith";

const people = (found) => (found ?? []).map((one) => one.name ?? one);

const understood = {
  rss: (feed) => ({
    language: feed.language,
    items: (feed.items ?? []).map((item) => ({
      id: item.guid.value,
      title: item.title,
      url: item.link,
      date: item.pubDate,
      html: item.content.encoded,
      authors: people(item.dc?.creators),
      tags: (item.categories ?? []).map((category) => category.name),
      files: (item.enclosures ?? []).map((file) => [file.url, file.length, file.type]),
    })),
  }),
  atom: (feed) => ({
    language: feed.xml.lang,
    items: (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      title: entry.title.value,
      url: entry.links.find((link) => link.rel === "alternate").href,
      date: entry.published,
      html: entry.content.value,
      authors: people(entry.authors),
      tags: (entry.categories ?? []).map((category) => category.term),
      files: entry.links
        .filter((link) => link.rel === "enclosure")
        .map((file) => [file.href, file.length, file.type]),
    })),
  }),
  json: (feed) => ({
    language: feed.language,
    items: (feed.items ?? []).map((item) => ({
      id: item.id,
      title: item.title,
      url: item.url,
      date: item.date_published,
      html: item.content_html,
      authors: people(item.authors),
      tags: item.tags ?? [],
      files: (item.attachments ?? []).map((file) => [file.url, file.size_in_bytes, file.mime_type]),
    })),
  }),
};

for (const path of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".opml")) {
    const groups = parseOpml(text).body.outlines.map((group) => group.outlines);
    console.log(JSON.stringify({ format: "opml", urls: groups.flat().map((one) => one.xmlUrl) }));
    continue;
  }
  const { format, feed } = parseFeed(text);
  const { language, items } = understood[format](feed);
  const dated = items.map((item) => ({ ...item, date: Date.parse(item.date) / 1000 }));
  console.log(JSON.stringify({ format, language, items: dated }));
}
