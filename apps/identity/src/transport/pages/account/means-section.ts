import type { Language } from '@paraph/kernel';
import type { BindingDescription } from '../../../domain/ports/sam.js';
import { markup, type Html } from '../markup.js';
import { messages } from '../messages.js';
import { visibleText } from '../visible-text.js';
import type { FormTicket } from './account-page.js';
import { hour } from './moment.js';

/** Where changes of a credential are asked for. */
export type ChangeForms = FormTicket;

type Means = BindingDescription['means'][number];

/** Kinds a person registers on the approval page; the rest comes by enrolment or by a quorum. */
const registered = ['passkey', 'pin', 'totp'] as const;
/** Of these a credential needs one at most. */
const single: readonly Means['kind'][] = ['pin', 'totp'];

interface Shown {
  readonly binding: BindingDescription;
  readonly isActive: boolean;
  readonly changes: ChangeForms;
}

/** By what a signer proves themselves, and what they may change of it. */
export function meansSection({ binding, isActive, changes }: Shown, language: Language): Html {
  const words = messages[language].account.means;
  const canRemove = isActive && binding.means.length > 1;
  return markup`<section class="card" aria-labelledby="means">
        <h2 id="means">${words.title}</h2>
        <p class="note">${words.lead}</p>
        <ul class="rows">${binding.means.map((one) => row(one, { canRemove, changes, language }))}</ul>
        ${isActive ? addForm(binding, changes, language) : ''}
      </section>`;
}

function row(one: Means, { canRemove, changes, language }: { readonly canRemove: boolean; readonly changes: ChangeForms; readonly language: Language }): Html {
  const words = messages[language].account.means;
  const hint = visibleText(one.hint);
  const name = `${words.kinds[one.kind]} ${hint}`.trim();
  return markup`<li>
            <div><strong>${words.kinds[one.kind]}</strong> <bdi class="note">${hint}</bdi><br><span class="note">${usability(one, language)}</span></div>
            ${canRemove && one.usableUntil === undefined ? removeForm(one, { changes, language, name }) : ''}
          </li>`;
}

/** Every part that applies: a means can be new and locked at once. */
function usability({ usableFrom, usableUntil, isLocked }: Means, language: Language): string {
  const words = messages[language].account.means;
  const parts = [
    isLocked ? words.locked : undefined,
    Date.parse(usableFrom) > Date.now() ? words.usableFrom(hour(usableFrom, language)) : undefined,
    usableUntil === undefined ? undefined : words.usableUntil(hour(usableUntil, language)),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? words.usable : parts.join(' · ');
}

function removeForm(
  { meansId }: Means,
  { changes: { action, token }, language, name }: { readonly changes: ChangeForms; readonly language: Language; readonly name: string },
): Html {
  const words = messages[language].account.means;
  return markup`<form method="post" action="${action}?lang=${language}">
              <input type="hidden" name="token" value="${token}">
              <input type="hidden" name="means" value="${meansId}">
              <button type="submit" class="quiet" name="change" value="remove" aria-label="${words.removeThis(name)}">${words.remove}</button>
            </form>`;
}

function addForm({ means }: BindingDescription, { action, token }: ChangeForms, language: Language): Html {
  const words = messages[language].account.means;
  const offered = registered.filter((kind) => !single.includes(kind) || means.every((one) => one.kind !== kind));
  return markup`<h3>${words.add}</h3>
        <p class="note">${words.addNote}</p>
        <form method="post" action="${action}?lang=${language}" class="buttons">
          <input type="hidden" name="token" value="${token}">
          ${offered.map((kind) => markup`<button type="submit" class="secondary" name="change" value="add-${kind}">${words.addKinds[kind]}</button>`)}
        </form>`;
}
