// What went wrong, in words, where whoever listens hears it.
import { Refusal } from './api.js';
import { say } from './words.js';

export function wordsOf(error) {
  if (!(error instanceof Refusal)) return say('trouble.bug');
  if (error.status === 0) return say('unavailable');
  return error.status === 403 ? say('trouble.forbidden') : error.message;
}

let signedOut = () => undefined;

/** What is done once a session turns out to be over. */
export function whenSignedOut(listener) {
  signedOut = listener;
}

export function clearTrouble() {
  document.getElementById('trouble').textContent = '';
}

/** Does what a button or a field stands for. What goes wrong is said, and what was on the page stays there. */
export async function attempt(work) {
  clearTrouble();
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) signedOut();
    else document.getElementById('trouble').textContent = wordsOf(error);
  }
}
