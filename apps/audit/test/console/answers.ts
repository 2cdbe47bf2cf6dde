import { auditEndpoints as endpoints, type AnswerOf } from '@paraph/contracts';
import { newId } from '@paraph/kernel';

type Served = typeof endpoints;
const LONG = 'Le prestataire a vérifié que la liste de révocation de chaque autorité est publiée à temps, sans en omettre aucune';
const at = (day: number): string => new Date(Date.UTC(2026, 9, day, 12, 30, 1, 250)).toISOString();
const finding = newId('fnd');

const remark = { by: newId('opr'), at: at(4), text: `${LONG}.`.repeat(3) };
const shown = {
  findingId: finding,
  reconciliationId: newId('rcn'),
  rule: 'signature-without-intent',
  cause: { en: 'A signature was made that nobody intended.', fr: 'Une signature a été faite que personne n’avait engagée.' },
  subject: newId('att'),
  position: 12_345_678,
  state: 'explained',
  openedAt: at(3),
  explanation: remark,
} as const satisfies AnswerOf<Served['describeFinding']>;

const findings: AnswerOf<Served['listFindings']> = {
  findings: [shown, { ...shown, findingId: newId('fnd'), subject: 'key-lifecycle 1234567', state: 'open' }],
  counts: { open: 1, explained: 1, closed: 1_204 },
};
const period = { from: at(1), to: at(2) };
const reconciliations: AnswerOf<Served['listReconciliations']> = {
  reconciliations: [
    { reconciliationId: newId('rcn'), state: 'ordered', period, askedBy: newId('opr') },
    {
      reconciliationId: newId('rcn'),
      state: 'finished',
      period,
      askedBy: 'audit',
      finishedAt: at(2),
      events: 1_234_567,
      opened: 1,
      resolved: 0,
      undecided: 12,
    },
  ],
};
const judged = {
  requirement: 'CMP-01',
  everyDays: 30,
  by: 'log',
  at: at(5),
  title: { en: 'Revocation lists are published in time, by each authority', fr: LONG },
};
const compliance: AnswerOf<Served['listCompliance']> = {
  obligations: [
    { ...judged, id: 'lists-in-time', judgedBy: 'log', verdict: 'success', reason: 'ok', sentence: { en: 'No list was late.', fr: 'Aucune liste en retard.' } },
    { ...judged, id: 'rooms', judgedBy: 'people', verdict: 'failure', by: newId('opr'), reason: LONG },
    { ...judged, id: 'contracts', judgedBy: 'people', verdict: 'to-be-confirmed', by: newId('opr'), reason: LONG, deadline: at(30) },
  ],
};
const copies = [
  { target: 'second-site-bordeaux', checkedAt: at(6), isWhole: true },
  { target: 's3-archive', checkedAt: at(6), isWhole: false, damage: '2026-09.jsonl.gz ends at byte 1048576 of 2097152' },
];
const archives: AnswerOf<Served['listArchives']> = {
  archives: [
    {
      month: '2026-09',
      from: 0,
      to: 1_234_567,
      manifestSha256: 'a'.repeat(64),
      archivedAt: at(1),
      keptUntil: '2037-01-01T00:00:00.000Z',
      isSealed: true,
      checks: copies,
    },
    {
      month: '2026-10',
      from: 1_234_567,
      to: 2_345_678,
      manifestSha256: 'b'.repeat(64),
      archivedAt: at(1),
      keptUntil: '2037-01-01T00:00:00.000Z',
      isSealed: false,
      checks: [],
    },
  ],
  waiting: 2,
};
const months: AnswerOf<Served['listMonths']> = {
  months: [
    { month: '2026-09', from: 0, to: 1_234_567, retiredAt: at(7) },
    { month: '2026-10', from: 1_234_567 },
  ],
};
const anchors: AnswerOf<Served['listAnchors']> = {
  anchors: [{ size: 1_234_567, authority: 'https://timestamps.some-authority.example/tsa/rfc3161/qualified', token: 'AAAA', at: at(8) }],
};

/** Answers of the API that take a year to come about, in the shape it has: by what an address ends with. */
export const seasoned: Readonly<Record<string, object>> = {
  findings: endpoints.listFindings.answer.parse(findings),
  [`findings/${finding}`]: endpoints.describeFinding.answer.parse(shown),
  reconciliations: endpoints.listReconciliations.answer.parse(reconciliations),
  compliance: endpoints.listCompliance.answer.parse(compliance),
  archives: endpoints.listArchives.answer.parse(archives),
  months: endpoints.listMonths.answer.parse(months),
  anchors: endpoints.listAnchors.answer.parse(anchors),
};
export const findingId = finding;
