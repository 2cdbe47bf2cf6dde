/**
 * @typedef {import('./shape.js').LabelSource} LabelSource
 * @typedef {{ position: number, label: string | undefined, labelSource: LabelSource, hash: import('../text/shown.js').ShownHash }} ListedDocument
 * @typedef {{ kind: 'single' | 'unnamed' | 'series', title: string, labelSource: LabelSource, documents: ListedDocument[] }} DocumentGroup
 */

/** From this many documents on they are grouped and can be searched. */
export const MANY = 10;

const NUMBER = /\p{Nd}+/gu;

/** This many names that differ only in their numbers make a series. */
const SERIES = 3;

/**
 * Many documents in groups that a person can take in: names that differ only in their numbers belong together, and a
 * group holds names of one source only. What is like nothing else comes first: one mortgage among four hundred
 * certificates is what a signer has to see. Each keeps the place it has in the statement.
 * @param {readonly ListedDocument[]} documents
 * @returns {DocumentGroup[]}
 */
export function groupDocuments(documents) {
  const named = documents.filter(({ label }) => label !== undefined);
  const alike = [...Map.groupBy(named, ({ label = '', labelSource }) => `${labelSource} ${pattern(label)}`).values()];
  const isSeries = (/** @type {ListedDocument[]} */ some) => some.length >= SERIES;
  const single = alike.filter((some) => !isSeries(some)).flat();
  const unnamed = documents.filter(({ label }) => label === undefined);
  return [
    ...bySource(single.sort((one, other) => one.position - other.position)).map((some) => group('single', some)),
    ...bySource(unnamed).map((some) => group('unnamed', some)),
    ...alike
      .filter(isSeries)
      .sort((one, other) => one.length - other.length)
      .map((some) => group('series', some)),
  ];
}

/** @param {ListedDocument[]} documents */
function bySource(documents) {
  return [...Map.groupBy(documents, ({ labelSource }) => labelSource).values()];
}

/** @param {DocumentGroup['kind']} kind @param {ListedDocument[]} documents @returns {DocumentGroup} */
function group(kind, documents) {
  const [first] = documents;
  if (!first) throw new Error('a group without documents');
  return { kind, title: sharedName(documents.map(({ label = '' }) => label)), labelSource: first.labelSource, documents };
}

/** A name with its numbers left out: what names of a series have in common. @param {string} label */
function pattern(label) {
  return label.replace(NUMBER, '…');
}

/** What a series is called: a name with those numbers left out that are not the same in all of them. @param {string[]} labels of one pattern */
function sharedName([first = '', ...others]) {
  const numbers = others.map((label) => label.match(NUMBER) ?? []);
  let place = -1;
  return first.replace(NUMBER, (number) => {
    place += 1;
    return numbers.every((those) => those[place] === number) ? number : '…';
  });
}
