// Search with Pagefind: indexes of several periods, filters, results as plain links.
const form = document.querySelector("form.search");
const [query, summary, list, more] = ["Demande", "Bilan", "Resultats", "Suite"].map((id) => document.getElementById(id));
const selects = [...form.querySelectorAll("select")];
const fields = [query, ...selects];
const portions = form.dataset.portions.split(" ");

// « L’œuvre » asks for « oeuvre », indexed beside « œuvre ».
const fold = (text) =>
  text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").normalize("NFD").replace(/\p{M}/gu, "");
const wordsOf = (text) => fold(text).replace(/\b(?:[cdjlmnst]|qu)['’]/g, " ").match(/[\p{L}\p{N}]+/gu) ?? [];

let engine;
const start = () =>
  (engine ??= (async () => {
    const pagefind = await import(form.dataset.engine);
    await pagefind.options({ ranking: { metaWeights: { title: 5, noms: 2 } } });
    await Promise.all(portions.slice(1).map((portion) => pagefind.mergeIndex(portion)));
    return pagefind;
  })());

let facets;
const allFacets = () =>
  (facets ??= Promise.all(portions.map((p) => fetch(p + "facettes.json").then((answer) => answer.json())))
    .then((found) => Object.assign({}, ...found)));

const element = (name, textContent = "", className = "") =>
  Object.assign(document.createElement(name), { textContent, className });

// An excerpt is text with <mark>, nothing else.
const excerpt = (html) => {
  const made = element("p");
  html.split(/<\/?mark>/).forEach((piece, n) => {
    const text = new DOMParser().parseFromString(`<p>${piece}`, "text/html").body.textContent;
    made.append(n % 2 ? element("mark", text) : text);
  });
  return made;
};

const shown = async (result) => {
  const found = await result.data();
  const [item, title] = [element("li"), element("h2")];
  const link = element("a", found.meta.title);
  link.href = found.raw_url ?? found.url;
  title.append(link);
  item.append(title, element("p", found.meta.apropos, "byline"), excerpt(found.excerpt));
  return item;
};

// What holds every word; while one is typed, its beginning. Pagefind gives « le » for « lettre » too.
const find = async (words) => {
  const pagefind = await start();
  const ask = async (text) => (await pagefind.search(text)).results;
  if (!words.length) return ask(null);
  const said = (r) => r.words.length || r.matchedMetaFields?.some((field) => field !== "apropos");
  const each = await Promise.all(words.map(async (w) => (await ask(`"${w}"`)).filter(said)));
  const scores = {};
  for (const { id, score } of each.flat()) (scores[id] ??= []).push(score);
  const sum = ({ id }) => scores[id].reduce((a, b) => a + b);
  const whole = each[0].filter(({ id }) => scores[id].length === words.length);
  if (whole.length) return whole.sort((a, b) => sum(b) - sum(a));
  const near = (await ask(words.join(" "))).slice(0, 50);
  const begun = await Promise.all(near.map(async (result) => {
    const { content, meta } = await result.data();
    const held = wordsOf(`${meta.title} ${meta.noms} ${content}`);
    return words.every((w) => held.some((h) => h.startsWith(w)));
  }));
  return near.filter((_, n) => begun[n]);
};

let results = [];
let turn = 0;
const showMore = async () => {
  const mine = turn;
  const first = list.children.length;
  const items = await Promise.all(results.slice(first, first + 10).map(shown));
  if (mine !== turn) return;
  list.append(...items);
  more.hidden = list.children.length >= results.length;
  return items[0]?.querySelector("a");
};

const search = async () => {
  const mine = ++turn;
  const words = [...new Set(wordsOf(query.value))];
  const wanted = selects.map((select) => select.value).filter(Boolean);
  const address = new URL(location);
  address.search = new URLSearchParams(fields.filter((f) => f.value).map((f) => [f.name, f.value]));
  const asking = words.length || wanted.length;
  history.replaceState(null, "", address);
  let found = [];
  try {
    if (asking) found = await find(words);
    if (wanted.length) {
      const known = await allFacets();
      found = found.filter(({ id }) => wanted.every((value) => known[id]?.includes(value)));
    }
  } catch {
    summary.textContent = "La recherche ne répond pas.";
    return;
  }
  if (mine !== turn) return;
  results = found;
  list.replaceChildren();
  more.hidden = true;
  const count = found.length;
  summary.textContent = asking ? `${count || "Aucun"} résultat${count > 1 ? "s" : ""}` : "";
  await showMore();
};

let pause;
query.addEventListener("focus", () => start().catch(() => {}), { once: true });
query.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(search, 200);
});
for (const select of selects) select.addEventListener("change", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  search();
});
more.firstElementChild.addEventListener("click", async () => (await showMore())?.focus());

const asked = new URLSearchParams(location.search);
for (const field of fields) field.value = asked.get(field.name) ?? "";
form.hidden = false;
if (fields.some((field) => field.value)) search();
