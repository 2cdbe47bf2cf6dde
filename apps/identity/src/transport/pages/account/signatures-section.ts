import { fromBase64, toHex, type Language } from '@paraph/kernel';
import type { SignatureList } from '../../../domain/ports/sam.js';
import { markup, type Html } from '../markup.js';
import { messages } from '../messages.js';
import { visibleText } from '../visible-text.js';
import { time } from './moment.js';

type Activation = SignatureList['activations'][number];

/** What was authorised with a certificate and for whom, newest first. */
export function signaturesSection(activations: SignatureList['activations'], language: Language): Html {
  const words = messages[language].account.signatures;
  const list =
    activations.length === 0
      ? markup`<p>${words.none}</p>`
      : markup`<p class="note">${words.latest(activations.length)}</p><ol class="rows">${activations.map((one) => entry(one, language))}</ol>`;
  return markup`<section class="card" aria-labelledby="signatures">
        <h2 id="signatures">${words.title}</h2>
        ${list}
      </section>`;
}

function entry({ openedAt, clientName, state, signed, documents, evidence }: Activation, language: Language): Html {
  const { signatures: words, means } = messages[language].account;
  const kinds: Readonly<Record<string, string>> = means.kinds;
  const by = evidence.length === 0 ? '' : ` · ${words.by} ${evidence.map((kind) => kinds[kind] ?? kind).join(', ')}`;
  return markup`<li>
            <div>
              <strong><bdi>${visibleText(clientName)}</bdi></strong> ${time(openedAt, language)}<br>
              <span class="note">${words.states[state]}${by}</span>
              <details><summary>${words.documents(documents.length, signed)}</summary>
                <ul class="documents">${documents.map((one) => document(one, language))}</ul>
              </details>
            </div>
          </li>`;
}

function document({ label, hash, signed }: Activation['documents'][number], language: Language): Html {
  const words = messages[language].account.signatures;
  const begin = toHex(fromBase64(hash) ?? new Uint8Array()).slice(0, 8);
  return markup`<li><bdi>${label === '' ? words.unlabelled : visibleText(label)}</bdi> <span class="note">${words.fingerprint} <code>${begin}</code> · ${signed ? words.signed : words.unsigned}</span></li>`;
}
