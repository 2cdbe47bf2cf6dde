/**
 * Proves that each boundary can go red: writes one forbidden line per rule into a scratch file where it is forbidden, lints
 * it, and fails unless exactly that rule complains; beside each stands what is allowed in the same place and must stay green.
 */
import { ESLint, type Linter } from 'eslint';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

interface Proof {
  readonly folder: string;
  /** The rule that must complain, or `allowed`. */
  readonly rule: string;
  readonly code: string;
}

const nx = '@nx/enforce-module-boundaries';
const imports = 'no-restricted-imports';
const use = (from: string): string => `import * as one from '${from}';\nexport const used: unknown = one;\n`;
const app = (name: string, folder: string): string => `apps/${name}/src/${folder}`;

const proofs: readonly Proof[] = [
  { folder: 'libs/kernel/src', rule: nx, code: use('zod') },
  { folder: 'libs/kernel/src', rule: nx, code: use('@paraph/contracts') },
  { folder: 'libs/kernel/src', rule: 'allowed', code: use('node:crypto') },
  { folder: 'libs/contracts/src', rule: nx, code: use('@nestjs/common') },
  { folder: 'libs/contracts/src', rule: nx, code: use('@paraph/platform') },
  { folder: 'libs/contracts/src', rule: 'allowed', code: use('zod') },
  { folder: 'libs/platform/src', rule: nx, code: use('pkcs11js') },
  { folder: 'libs/ades/src', rule: nx, code: use('@paraph/platform') },
  { folder: 'libs/csc-client/src', rule: nx, code: use('@paraph/contracts') },
  { folder: app('gateway', 'domain'), rule: imports, code: use('@nestjs/common') },
  { folder: app('identity', 'domain'), rule: imports, code: use('typeorm') },
  { folder: app('key-lifecycle', 'domain'), rule: imports, code: use('@paraph/platform') },
  { folder: app('sam', 'domain'), rule: imports, code: use('@nats-io/transport-node') },
  { folder: app('sam', 'domain'), rule: imports, code: use('../adapters/nothing.js') },
  { folder: app('sam', 'domain'), rule: imports, code: use('../transport/nothing.js') },
  { folder: app('sam', 'domain'), rule: imports, code: use('pkcs11js') },
  { folder: app('sam', 'domain'), rule: 'allowed', code: use('@paraph/contracts') },
  { folder: app('sam', 'transport'), rule: imports, code: use('pkcs11js') },
  { folder: app('sam', 'transport'), rule: imports, code: use('../adapters/nothing.js') },
  { folder: app('courier', 'domain'), rule: imports, code: use('smpp') },
  { folder: app('courier', 'domain'), rule: imports, code: use('nodemailer') },
  { folder: app('courier', 'domain'), rule: imports, code: use('jose') },
  { folder: app('courier', 'domain'), rule: imports, code: use('../adapters/nothing.js') },
  { folder: app('courier', 'transport'), rule: imports, code: use('../adapters/nothing.js') },
  { folder: app('audit', 'transport'), rule: imports, code: use('typeorm') },
  { folder: app('audit', 'transport'), rule: 'allowed', code: use('@nestjs/common') },
  { folder: app('sam', ''), rule: imports, code: use('pkcs11js') },
  { folder: app('sam', 'adapters'), rule: imports, code: use('pkcs11js') },
  { folder: app('sam', 'adapters'), rule: 'allowed', code: use('./pkcs11/binding.js') },
  { folder: 'apps/sam/test', rule: imports, code: use('pkcs11js') },
  { folder: app('gateway', 'adapters'), rule: nx, code: use('pkcs11js') },
  { folder: app('management', 'adapters'), rule: nx, code: use('pkcs11js') },
  { folder: app('identity', 'adapters'), rule: nx, code: use('pkcs11js') },
  { folder: app('approval', 'adapters'), rule: nx, code: use('pkcs11js') },
  { folder: app('courier', 'adapters'), rule: nx, code: use('pkcs11js') },
  { folder: app('courier', 'adapters'), rule: 'allowed', code: use('nodemailer') },
  { folder: app('key-lifecycle', 'adapters'), rule: nx, code: use('pkcs11js') },
  { folder: app('ca-connector', 'adapters'), rule: nx, code: use('pkcs11js') },
  { folder: app('audit', 'adapters'), rule: nx, code: use('pkcs11js') },
  { folder: app('audit', 'adapters'), rule: imports, code: use('@paraph/testing') },
  { folder: app('audit', 'adapters'), rule: nx, code: use('@paraph/ades') },
  { folder: app('audit', 'adapters'), rule: 'allowed', code: use('typeorm') },
  { folder: app('audit', 'adapters'), rule: 'no-restricted-properties', code: 'export const used = process.env;\n' },
  { folder: app('sam', 'domain'), rule: 'no-restricted-syntax', code: 'export const used = new Date();\n' },
  { folder: app('sam', 'domain'), rule: 'no-restricted-syntax', code: 'export const used = Date.now();\n' },
  { folder: app('sam', 'domain'), rule: 'no-restricted-syntax', code: 'export default 1;\n' },
  { folder: app('sam', 'domain'), rule: 'max-lines', code: `${'export {};\n'.repeat(301)}` },
  { folder: app('sam', 'domain'), rule: '@typescript-eslint/no-floating-promises', code: 'export const used = 1;\nPromise.resolve(used);\n' },
  { folder: app('sam', 'domain'), rule: 'no-console', code: "console.log('one');\n" },
  {
    folder: app('sam', 'domain'),
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    code: "export function used(one: 'a' | 'b'): void {\n  switch (one) {\n    case 'a':\n      break;\n  }\n}\n",
  },
];

const root = resolve(import.meta.dirname, '../..');
const written: string[] = [];

function complain(messages: readonly Linter.LintMessage[], proof: Proof): string | undefined {
  const rules = messages.map((message) => message.ruleId ?? `unparsable: ${message.message}`);
  if (proof.rule === 'allowed') return rules.length === 0 ? undefined : `is allowed, but ${rules.join(', ')} complained`;
  return rules.includes(proof.rule) ? undefined : `${proof.rule} stayed green (complained: ${rules.join(', ') || 'nobody'})`;
}

try {
  proofs.forEach((proof, index) => {
    const file = resolve(root, proof.folder, `boundary-proof-${index}.ts`);
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, proof.code);
    written.push(file);
  });
  const results = await new ESLint({ cwd: root }).lintFiles(written);
  const failures = proofs.flatMap((proof, index) => {
    const result = results.find((one) => one.filePath === written[index]);
    const failure = result ? complain(result.messages, proof) : 'was not linted';
    return failure ? [`${proof.folder}: ${proof.code.split('\n')[0]} ${failure}`] : [];
  });
  if (proofs.length === 0 || failures.length > 0) {
    console.error(failures.join('\n') || 'nothing was proven');
    process.exitCode = 1;
  } else {
    console.log(`${proofs.length} boundaries proven`);
  }
} finally {
  for (const file of written) rmSync(file, { force: true });
}
