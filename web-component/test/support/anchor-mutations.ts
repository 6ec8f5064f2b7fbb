/** How pages change under pins: each runs in the page of `anchor-page.html`'s content. */

export interface Mutation {
  readonly name: string;
  readonly change: () => void;
  /** Width of the window after it, when that changes. */
  readonly width?: number;
}

export const MUTATIONS: readonly Mutation[] = [
  { name: 'nothing changes', change: () => undefined },
  { name: 'a banner appears above everything', change: () => {
    const banner = document.createElement('div');
    banner.style.height = '140px';
    banner.textContent = 'New: a banner';
    document.body.prepend(banner);
  } },
  { name: 'paragraphs are inserted before others', change: () => {
    for (const one of document.querySelectorAll('article p')) {
      one.before(Object.assign(document.createElement('p'), { textContent: `Inserted, number ${Math.sqrt(one.textContent.length)}.` }));
    }
  } },
  { name: 'every second paragraph is deleted', change: () => {
    document.querySelectorAll('article p').forEach((one, i) => i % 2 && one.remove());
  } },
  { name: 'a whole section is deleted', change: () => document.querySelector('article section')?.remove() },
  { name: 'sections change places', change: () => {
    const sections = [...document.querySelectorAll('article section')];
    sections[0]?.parentElement?.append(...sections.reverse());
  } },
  { name: 'lists are sorted the other way', change: () => {
    for (const list of document.querySelectorAll('ul, ol')) list.append(...[...list.children].reverse());
  } },
  { name: 'rows of a table are sorted', change: () => {
    const body = document.querySelector('tbody');
    body?.append(...[...body.children].reverse());
  } },
  { name: 'cards are shuffled', change: () => {
    const grid = document.querySelector('.grid');
    const cards = [...(grid?.children ?? [])];
    grid?.append(...[2, 4, 0, 5, 3, 1].flatMap((i) => cards[i] ?? []));
  } },
  { name: 'the window becomes narrow', change: () => undefined, width: 420 },
  { name: 'the window becomes wide', change: () => undefined, width: 1900 },
  { name: 'text is half as large again', change: () => document.documentElement.style.setProperty('font-size', '24px') },
  { name: 'classes are renamed', change: () => {
    for (const one of document.querySelectorAll('[class]')) one.className = `${one.className} x${one.className.length}f9`;
  } },
  { name: 'wrappers are put around sections', change: () => {
    for (const one of document.querySelectorAll('section')) {
      const wrapper = document.createElement('div');
      one.replaceWith(wrapper);
      wrapper.append(one);
    }
  } },
  { name: 'ids are given anew', change: () => {
    for (const one of document.querySelectorAll('[id]')) one.id = `r-${one.id.length}-${one.id}`;
  } },
  { name: 'a word of each text is edited', change: () => {
    for (const one of document.querySelectorAll('p, li, h2, h3, td')) if (one.childElementCount === 0) one.textContent = one.textContent.replace(/ \w+/, ' edited');
  } },
  { name: 'everything is rendered anew', change: () => {
    const html = document.body.getHTML({ serializableShadowRoots: true });
    document.body.innerHTML = '';
    document.body.setHTMLUnsafe(html);
  } },
  { name: 'rendered anew, with insertions and another order', change: () => {
    document.body.setHTMLUnsafe(document.body.getHTML({ serializableShadowRoots: true }));
    const sections = [...document.querySelectorAll('article section')];
    sections[0]?.parentElement?.append(...sections.reverse());
    for (const one of document.querySelectorAll('article p, li')) one.before(Object.assign(document.createElement(one.localName), { textContent: 'Inserted.' }));
  } },
  { name: 'another page of the same site is shown', change: () => {
    document.querySelector('main')?.replaceChildren(Object.assign(document.createElement('h1'), { textContent: 'Prices' }));
    for (const text of ['Small for one.', 'Medium for ten.', 'Large for all.']) {
      document.querySelector('main')?.append(Object.assign(document.createElement('p'), { textContent: text }));
    }
  } },
  { name: 'another page is shown, and the first again', change: () => {
    const main = document.querySelector('main');
    const html = main?.getHTML({ serializableShadowRoots: true }) ?? '';
    main?.replaceChildren(Object.assign(document.createElement('h1'), { textContent: 'Prices' }));
    main?.setHTMLUnsafe(html);
  } },
  { name: 'paragraphs are inserted in shadow roots, before others', change: () => {
    for (const { shadowRoot } of document.querySelectorAll('shop-note')) {
      for (const one of shadowRoot?.querySelectorAll('p') ?? []) one.before(Object.assign(document.createElement('p'), { textContent: 'Inserted, in here.' }));
    }
  } },
  { name: 'what is in shadow roots is sorted the other way, and half of it deleted', change: () => {
    for (const { shadowRoot } of document.querySelectorAll('shop-note')) {
      const all = [...(shadowRoot?.querySelectorAll('p') ?? [])];
      all.at(-1)?.parentElement?.append(...all.reverse());
      all[0]?.remove();
    }
  } },
  { name: 'elements with shadow roots change places', change: () => {
    const notes = [...document.querySelectorAll('shop-note')];
    notes[0]?.parentElement?.append(...notes.reverse());
  } },
  { name: 'elements with shadow roots are rendered anew', change: () => {
    for (const note of document.querySelectorAll('shop-note')) {
      const again = document.createElement('shop-note');
      again.attachShadow({ mode: 'open' }).setHTMLUnsafe(note.shadowRoot?.getHTML({ serializableShadowRoots: true }) ?? '');
      note.replaceWith(again);
    }
  } },
  { name: 'what is around becomes shadow roots', change: () => {
    for (const one of document.querySelectorAll('header, aside')) {
      const inner = one.innerHTML.replaceAll('data-key', 'data-was');
      one.attachShadow({ mode: 'open' }).innerHTML = `<div style="height: 60px">${inner}</div>`;
      one.replaceChildren();
    }
  } },
];

/** Headings, text, lists, a table, cards: few ids, classes that mean nothing. */
export const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A page for pins</title>
<style>
  body { margin: 0; font: 1rem/1.5 sans-serif } header, footer, main { padding: 1rem 2rem }
  main { display: grid; grid-template-columns: 3fr 1fr; gap: 2rem; max-width: 75rem; margin: auto }
  .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1rem }
  .card { border: 1px solid; padding: 1rem } nav a { margin-right: 1rem } td { padding: .3rem 1rem }
  @media (max-width: 700px) { main { grid-template-columns: 1fr } aside { order: -1 } }
</style>
<body>
<header class="h1x"><nav><a href="#a" data-key="link-1">Lamps</a><a href="#b" data-key="link-2">Locks</a><a href="#c" data-key="link-3">Bells</a></nav></header>
<main class="m2"><article>
  <h1 id="title" data-key="title">What to fix on a bicycle</h1>
  <p data-key="lead">A short list of what goes wrong first, and how one sees it in time.</p>
  <section><h2 data-key="h-brakes">Brakes</h2>
    <p data-key="p-brakes-1">Pads wear faster in winter, as grit stays on the rim and grinds.</p>
    <p data-key="p-brakes-2">A cable that frays at the lever will snap within a month.</p>
    <ul><li data-key="li-pads">Pads thinner than two millimetres</li><li data-key="li-cable">Cables with broken strands</li><li data-key="li-lever">Levers that touch the bar</li></ul></section>
  <section><h2 data-key="h-chain">Chain</h2>
    <p data-key="p-chain-1">Measure it: a long chain eats the teeth that it runs over.</p>
    <p data-key="p-chain-2">Oil it after rain, and wipe off what does not go in.</p>
    <table><tbody><tr><td data-key="td-new">New</td><td data-key="td-new-mm">304.8 mm</td></tr><tr><td data-key="td-worn">Worn</td><td data-key="td-worn-mm">307.3 mm</td></tr><tr><td data-key="td-gone">Gone</td><td data-key="td-gone-mm">308.0 mm</td></tr></tbody></table></section>
  <section><h2 data-key="h-light">Light</h2>
    <p data-key="p-light-1">Aim the beam so that its upper edge meets the road ten metres ahead.</p>
    <p data-key="p-light-2">A lamp that dazzles others is as bad as none at all.</p></section>
  <div class="grid">
    <div class="card"><h3 data-key="c-pump">Pump</h3><p data-key="c-pump-text">Six bar in two minutes, with a gauge one can read.</p></div>
    <div class="card"><h3 data-key="c-lock">Lock</h3><p data-key="c-lock-text">Heavier than one likes, and worth every gram of it.</p></div>
    <div class="card"><h3 data-key="c-bell">Bell</h3><p data-key="c-bell-text">Small, loud and friendly, on the left of the stem.</p></div>
    <div class="card"><h3 data-key="c-rack">Rack</h3><p data-key="c-rack-text">Carries two bags and a box of apples home.</p></div>
    <div class="card"><h3 data-key="c-tube">Tube</h3><p data-key="c-tube-text">Always one more than there are wheels to mend.</p></div>
    <div class="card"><h3 data-key="c-tool">Tool</h3><p data-key="c-tool-text">Five keys, two drivers, one that nobody ever needs.</p></div>
  </div>
  <section><shop-note><template shadowrootmode="open" shadowrootserializable><h3 data-key="n-week">This week</h3><p data-key="n-week-1">The stand is free on Thursday and Friday.</p><p data-key="n-week-2">Somebody left a blue glove on the bench.</p></template></shop-note>
    <shop-note><template shadowrootmode="open" shadowrootserializable><h3 data-key="n-next">Next week</h3><div><p data-key="n-next-1">New tubes come on Monday, ask for the wide ones.</p><p data-key="n-next-2">Closed on Wednesday, as the boiler is swept.</p></div>
      <shop-price><template shadowrootmode="open" shadowrootserializable><b data-key="n-price">Wheels trued for fifteen</b></template></shop-price></template></shop-note></section></article>
  <aside class="s9"><h3 data-key="aside-h">Open today</h3><p data-key="aside-p">From nine to six, and by arrangement.</p></aside></main>
<footer data-key="foot">Written by people who ride.</footer>
</body></html>`;
