import { choice } from '../parts/choice.js';
import { element } from '../parts/element.js';
import { capitalised } from '../text/shown.js';
import { alternativeName } from './alternatives.js';
import { combinationWords, kindWords } from './model.js';
import { panelFor } from './panels.js';

/**
 * @typedef {import('./alternatives.js').Alternative} Alternative
 * @typedef {import('./panels.js').Asked} Asked
 * @typedef {import('../parts/decision.js').Task} Task
 */

/**
 * Asks for the next piece of evidence of the alternative that the signer chooses.
 * @param {Alternative[]} alternatives
 * @param {Asked} asked
 * @param {{ recalled: string | undefined, onChosen: (name: string) => void }} memory which alternative this tab was at
 * @returns {Task}
 */
export function evidenceTask(alternatives, asked, { recalled, onChosen }) {
  const { say, means } = asked;
  const possible = alternatives.filter(({ obstacle }) => obstacle === undefined);
  const started = possible.find((one) => alternativeName(one) === recalled) ?? (asked.wasSent ? possible.find(awaitsCode) : undefined);
  let current = started ?? possible[0];
  let panel = current && panelFor(current.next, asked);
  let changed = () => {};
  const place = element('div', { class: 'panel' });
  const show = () => place.replaceChildren(...(current ? steps(current, asked) : []), ...(panel?.content ?? []).filter((one) => one !== undefined));
  show();

  const chosen = choice({
    name: 'means',
    question: say.evidence.choose,
    options: alternatives.map((one) => ({
      value: alternativeName(one),
      label: combinationWords(one.kinds, means, say),
      note: one.obstacle && say.evidence.obstacles[one.obstacle],
      isPossible: one.obstacle === undefined,
    })),
    chosen: current && alternativeName(current),
    onChange: (value) => {
      current = possible.find((one) => alternativeName(one) === value);
      panel = current && panelFor(current.next, asked);
      onChosen(value);
      show();
      changed();
    },
  });
  return {
    content: [
      alternatives.length > 1 ? chosen.element : onlyWay(alternatives, asked),
      current ? place : element('p', { class: 'warning' }, say.evidence.impossible),
    ],
    label: () => panel?.label,
    waiting: () => panel?.waiting,
    other: () => panel?.other,
    run: (signal) => {
      if (!panel) throw new Error('nothing can be asked');
      if (current) onChosen(alternativeName(current));
      return panel.run(signal);
    },
    onChange: (listener) => (changed = listener),
  };
}

/** @param {Alternative} alternative */
function awaitsCode({ next }) {
  return next === 'one-time-code' || next === 'supervised-code';
}

/** @param {Alternative[]} alternatives @param {Asked} asked */
function onlyWay([only], { means, say }) {
  if (!only) return undefined;
  const obstacle = only.obstacle && element('p', { class: 'note' }, say.evidence.obstacles[only.obstacle]);
  const words = only.kinds.map((kind) => kindWords(kind, means, say)).join(say.common.and);
  return element('div', { class: 'only' }, element('h3', {}, say.evidence.only(words)), obstacle);
}

/** What of an alternative is done, what is asked now and what comes after it. @param {Alternative} alternative @param {Asked} asked */
function steps({ kinds, given, next }, { means, say }) {
  if (kinds.length === 1) return [];
  const { states } = say.evidence;
  const items = kinds.map((kind) => {
    const state = given.includes(kind) ? 'given' : kind === next ? 'next' : 'later';
    return element(
      'li',
      { class: state, 'aria-current': state === 'next' ? 'step' : undefined },
      element('span', {}, capitalised(kindWords(kind, means, say))),
      ' ',
      element('span', { class: 'state' }, states[state]),
    );
  });
  return [element('ol', { class: 'steps', 'aria-label': say.evidence.steps }, ...items)];
}
