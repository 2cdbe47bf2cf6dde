// Elements made of words, never of markup: what the log says is text wherever it comes to stand.

const SVG = 'http://www.w3.org/2000/svg';
const drawn = new Set(['svg', 'rect', 'line', 'text', 'tspan', 'circle', 'title', 'polygon']);

/** An element with attributes and children. A function is a listener (`onclick`), `undefined` and `false` leave an attribute out. */
export function h(tag, attributes = {}, ...children) {
  const element = drawn.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(2).filter((child) => child !== undefined && child !== false));
  return element;
}

/** Puts children in the place of what an element had. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(2).filter((child) => child !== undefined && child !== false));
  return element;
}

/**
 * A table with a caption; cells are texts or elements. The first one of a row is its head. On a narrow screen each row becomes a card whose cells carry
 * the heads of their columns: the roles are said, since what is laid out otherwise is no table to browsers any more.
 */
export function table(caption, heads, rows, empty) {
  if (rows.length === 0) return h('p', { class: 'empty' }, empty);
  const cell = (content, column) =>
    column === 0
      ? h('th', { scope: 'row', role: 'rowheader', 'data-head': heads[column] }, content ?? '')
      : h('td', { role: 'cell', 'data-head': heads[column] }, content ?? '');
  return h(
    'div',
    { class: 'wide', role: 'region', 'aria-label': caption, tabindex: '0' },
    h(
      'table',
      { role: 'table' },
      h('caption', {}, caption),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...heads.map((head) => h('th', { scope: 'col', role: 'columnheader' }, head)))),
      h('tbody', { role: 'rowgroup' }, ...rows.map((cells) => h('tr', { role: 'row' }, ...cells.map(cell)))),
    ),
  );
}

/** Terms and what they are; those without a value are left out. */
export function facts(pairs) {
  return h(
    'dl',
    { class: 'facts' },
    ...pairs.filter(([, value]) => value !== undefined && value !== '').flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]),
  );
}

/** Gives a file to whoever is in front of the browser. */
export function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
