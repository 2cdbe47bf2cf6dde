import { element } from '../parts/element.js';
import { hasWebAuthn } from '../passkey/failures.js';
import { registerPart } from './parts.js';

/**
 * Registers means, all in one go: everything typed is checked before an authenticator is asked, so that no passkey is
 * made in vain.
 * @param {readonly import('./parts.js').RegisteredKind[]} kinds at least one
 * @param {import('./parts.js').Registering} registering
 * @param {(registrations: string) => Promise<void>} [onMade] sees the text before it is carried
 * @returns {import('../parts/decision.js').Task}
 */
export function registerTask(kinds, registering, onMade) {
  const { say } = registering;
  const isPossible = !kinds.includes('passkey') || hasWebAuthn();
  const parts = kinds.map((kind) => ({ kind, part: registerPart(kind, registering) }));
  const sections = parts.map(({ kind, part }) => {
    const id = `register-${kind}`;
    return element('div', { class: 'register', role: 'group', 'aria-labelledby': id }, element('h3', { id }, say.register.headings[kind]), ...part.content);
  });
  return {
    content: isPossible ? sections : [element('p', { class: 'warning' }, say.register.impossible)],
    label: () => (isPossible ? say.register.action : undefined),
    waiting: () => (kinds.includes('passkey') ? say.register.waiting : undefined),
    run: async (signal) => {
      for (const { part } of parts) await part.check();
      const made = [];
      for (const { part } of parts) made.push(await part.make(signal));
      const registrations = JSON.stringify(made);
      await onMade?.(registrations);
      return { kind: 'register', registrations };
    },
  };
}
