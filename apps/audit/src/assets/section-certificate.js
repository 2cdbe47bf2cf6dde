// The certificates of a transaction: whose the key was, until when, and whether it was good when it signed.
import { facts, h, save } from './dom.js';
import { toPem } from './pem.js';
import { moment } from './time.js';
import { isWithin } from './verify-evidence.js';
import { named, say } from './words.js';

/** @param read what `readEvidence` made of the package; undefined where there is none yet, and `again` asks for it once more */
export function certificateSection(read, { trouble, again }) {
  const title = h('h2', { id: 'certificate' }, say('certificate.title'));
  const parts =
    read === undefined ? [h('p', {}, trouble), h('button', { type: 'button', class: 'quiet', onclick: again }, say('certificate.again'))] : partsOf(read);
  return h('section', { 'aria-labelledby': 'certificate' }, title, ...parts);
}

function partsOf({ certificates, bound, signedAt, revoked }) {
  const [signer, ...issuers] = certificates;
  const place = bound && h('a', { href: `#/event?position=${bound.position}` }, moment(bound.occurredAt));
  if (signer === undefined)
    return [
      h('p', {}, say('certificate.none')),
      facts([
        [say('certificate.serial'), bound?.particulars.serialNumber],
        [say('certificate.fingerprint'), bound && h('code', {}, bound.particulars.fingerprint)],
        [say('certificate.bound'), place],
      ]),
    ];
  return [
    validity(signer, signedAt),
    revocation(revoked, signedAt),
    factsOf(signer, [say('certificate.bound'), place]),
    ...issuers.map((one) => h('details', {}, h('summary', {}, say('certificate.issuedBy', { subject: one.subject })), factsOf(one))),
    h(
      'p',
      { class: 'actions' },
      h(
        'button',
        { type: 'button', class: 'quiet', onclick: () => save(`${signer.serial}.pem`, 'application/x-pem-file', toPem(certificates)) },
        say('certificate.pem'),
      ),
    ),
  ];
}

function validity(signer, signedAt) {
  const [first] = signedAt;
  if (first === undefined) return h('p', {}, say('certificate.unsigned'));
  const outside = signedAt.find((at) => !isWithin(signer, at));
  const at = moment((outside ?? first).toISOString());
  return h('p', { class: `verdict ${outside ? 'bad' : 'good'}` }, say(outside ? 'certificate.outside' : 'certificate.valid', { at }));
}

/** By the log; whether it is so, its issuer tells. */
function revocation(revoked, signedAt) {
  if (revoked === undefined) return h('p', {}, say('certificate.unrevoked'));
  const isBefore = signedAt.some((at) => revoked.at <= at);
  const kind = isBefore ? 'bad' : 'open';
  const words = say(isBefore ? 'certificate.revokedBefore' : 'certificate.revokedAfter', { at: moment(revoked.at.toISOString()) });
  return h('p', { class: `verdict ${kind}` }, words, ' ', h('a', { href: `#/event?position=${revoked.position}` }, say('certificate.revocation')));
}

function factsOf(one, ...more) {
  return facts([
    [say('certificate.subject'), one.subject],
    [say('certificate.issuer'), one.issuer],
    [say('certificate.serial'), h('a', { href: `#/search?certificateSerial=${one.serial}` }, one.serial)],
    [say('certificate.from'), moment(one.from.toISOString())],
    [say('certificate.until'), moment(one.until.toISOString())],
    [say('certificate.fingerprint'), h('code', {}, one.fingerprint)],
    [say('certificate.key'), one.key.kind],
    [say('certificate.usage'), one.usages === undefined ? say('certificate.unrestricted') : one.usages.map((usage) => named('keyUsage', usage)).join(', ')],
    [say('certificate.lists'), one.revocationLists.join(' ')],
    [say('certificate.responders'), one.responders.join(' ')],
    ...more,
  ]);
}
