import type { InformedOf } from '@paraph/contracts';

/** First line and text of what a subscriber's contact is told; in English and in French, since a mailbox has no language to ask for. */
export function wordsFor(subscriberName: string, about: InformedOf): { readonly subject: string; readonly text: string } {
  if (about.kind === 'service-ended') return endWords(oneLine(subscriberName), about.endedAt);
  const { certificates, more } = about;
  const listed = certificates.map(({ credentialId, validTo }) => `${validTo.slice(0, 10)}  ${credentialId}`);
  const whose = oneLine(subscriberName);
  return {
    subject: 'Certificates that end soon / Certificats bientôt expirés',
    text: [
      `${whose}: these signing certificates end soon. Their signers were told as well, where they can be reached.`,
      `${whose} : ces certificats de signature prennent bientôt fin. Leurs signataires en sont aussi avertis, là où ils peuvent être joints.`,
      '',
      ...listed,
      ...(more > 0 ? [`+ ${more}`] : []),
    ].join('\n'),
  };
}

/** What is told once the service has ended: it cannot be undone, and nobody is to wonder later why nothing is signed. */
function endWords(whose: string, endedAt: string): { readonly subject: string; readonly text: string } {
  const at = `${endedAt.slice(0, 16).replace('T', ' ')} UTC`;
  return {
    subject: 'The signing service has ended / Le service de signature a pris fin',
    text: [
      `${whose}: the signing service ended on ${at}. Its signing keys were destroyed and their certificates revoked. What was signed before stays signed.`,
      `${whose} : le service de signature a pris fin le ${at}. Ses clés de signature ont été détruites et leurs certificats révoqués. Ce qui a été signé auparavant reste signé.`,
    ].join('\n'),
  };
}

/** A name is somebody's text: nothing in it shall begin a line or a link of its own. */
function oneLine(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('://', ': //')
    .slice(0, 100);
}
