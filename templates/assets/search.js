// The search page, on top of Pagefind: indexes of several periods, filters, results as plain links.
const form = document.querySelector("form.search");
const [query, summary, list, more] = ["Demande", "Bilan", "Resultats", "Suite"].map((id) => document.getElementById(id));
const selects = [...form.querySelectorAll("select")];
const portions = form.dataset.portions.split(" ");
const STEP = 10;

// « L’œuvre » asks for « oeuvre », which is indexed beside « œuvre ».
const fold = (text) =>
  text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").normalize("NFD").replace(/\p{M}/gu, "");
const wordsOf = (text) => fold(text).replace(/\b(?:[cdjlmnst]|qu)['’]/g, " ").match(/[\p{L}\p{N}]+/gu) ?? [];

let engine;
const start = () =>
  (engine ??= (async () => {
    const pagefind = await import(form.dataset.engine);
    await pagefind.options({ excerptLength: 30, ranking: { metaWeights: { title: 5, noms: 2, apropos: 0 } } });
    await Promise.all(portions.slice(1).map((portion) => pagefind.mergeIndex(portion)));
    return pagefind;
  })());

let facets;
const allFacets = () =>
  (facets ??= Promise.all(portions.map(async (p) => (await fetch(p + "facettes.json")).json()))
    .then((found) => Object.assign({}, ...found)));

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
};

// An excerpt is text with <mark>: nothing in it may become another element.
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
  const item = element("li");
  const link = element("a", found.meta.title);
  link.href = found.raw_url ?? found.url;
  const title = element("h2");
  title.append(link);
  item.append(title, element("p", found.meta.apropos, "byline"), excerpt(found.excerpt));
  return item;
};

// What holds every word, in whatever form; while a word is being typed, what holds its beginning.
// Pagefind alone would also give « le » for « lettre ».
const find = async (words) => {
  const pagefind = await start();
  if (!words.length) return (await pagefind.search(null)).results;
  const each = await Promise.all(words.map(async (w) => (await pagefind.search(`"${w}"`)).results));
  const scores = {};
  for (const { id, score } of each.flat()) (scores[id] ??= []).push(score);
  const sum = ({ id }) => scores[id].reduce((a, b) => a + b);
  const whole = each[0].filter(({ id }) => scores[id].length === words.length);
  if (whole.length) return whole.sort((a, b) => sum(b) - sum(a));
  const near = (await pagefind.search(words.join(" "))).results.slice(0, 50);
  const begun = await Promise.all(near.map(async (result) => {
    const { content, meta } = await result.data();
    const said = wordsOf(`${meta.title} ${meta.noms} ${content}`);
    return words.every((w) => said.some((s) => s.startsWith(w)));
  }));
  return near.filter((_, n) => begun[n]);
};

let results = [];
let turn = 0;
const showMore = async () => {
  const mine = turn;
  const first = list.children.length;
  const items = await Promise.all(results.slice(first, first + STEP).map(shown));
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
  for (const field of [query, ...selects]) {
    if (field.value) address.searchParams.set(field.name, field.value);
    else address.searchParams.delete(field.name);
  }
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
    if (mine === turn) summary.textContent = "La recherche ne répond pas. Réessayez plus tard.";
    return;
  }
  if (mine !== turn) return;
  results = found;
  list.replaceChildren();
  more.hidden = true;
  const count = found.length;
  summary.textContent = asking ? `${count || "Aucun"} ${count > 1 ? "résultats" : "résultat"}` : "";
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
for (const field of [query, ...selects]) field.value = asked.get(field.name) ?? "";
form.hidden = false;
if ([query, ...selects].some((field) => field.value)) search();
