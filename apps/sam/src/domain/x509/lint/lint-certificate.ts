import { certificateProfiles } from '../certificate-profile.js';
import { keyRules } from './key-rules.js';
import { nameRules } from './name-rules.js';
import { policyRules } from './policy-rules.js';
import type { LintRule, LintSubject } from './rule.js';
import { statusRules } from './status-rules.js';
import { structureRules } from './structure-rules.js';
import { usageRules } from './usage-rules.js';
import { validityRules } from './validity-rules.js';

/** Every rule, by what it looks at; the page about certificates is made from this table. */
export const lintRules = {
  Form: structureRules,
  Key: keyRules,
  Names: nameRules,
  Validity: validityRules,
  Use: usageRules,
  'Policies and claims': policyRules,
  Status: statusRules,
} as const satisfies Readonly<Record<string, readonly LintRule[]>>;

const allRules: readonly LintRule[] = Object.values(lintRules).flat();

/** Whether a rule has a say in such a certificate. */
export function isJudgedBy({ profiles, origin }: LintRule, subject: Pick<LintSubject, 'name' | 'origin'>): boolean {
  return (profiles === undefined || profiles.includes(subject.name)) && (origin === undefined || origin === subject.origin);
}

/** The rules that a certificate breaks; none where it may be issued, or bound. */
export function lintCertificate(subject: Omit<LintSubject, 'profile'>): readonly LintRule[] {
  const whole: LintSubject = { ...subject, profile: certificateProfiles[subject.name] };
  return allRules.filter((rule) => isJudgedBy(rule, whole) && !rule.holds(whole));
}

/** Broken rules as one line, for the event that tells of them. */
export function flawsText(broken: readonly Pick<LintRule, 'id' | 'says'>[]): string {
  return broken.map(({ id, says }) => `${id}: expected that ${says}`).join('; ');
}
