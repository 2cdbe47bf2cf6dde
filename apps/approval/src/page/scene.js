/**
 * What every view is drawn with: the language, identity's hints, the ways out, and what this page made for the request.
 * @typedef {{ carry: (act: import('./destination.js').Act) => void, refuse: () => void, announce: (sentence: string) => void, signal: AbortSignal }} Ways
 * @typedef {{ language: import('./messages.js').Language, locale: string, say: import('./messages.js').Messages,
 *   hints: import('./fragment.js').Fragment, ways: Ways, totpSecret: string }} Scene
 */

/**
 * What a view answers.
 * @typedef {{ documentTitle: string, nodes: Node[] }} Shown
 */

export {};
