import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import ts from 'typescript-eslint';

const apps = ['gateway', 'management', 'identity', 'approval', 'courier', 'sam', 'key-lifecycle', 'ca-connector', 'audit'];
const drivers = [
  '@nestjs/*',
  '@nats-io/*',
  'typeorm',
  'pg',
  'rxjs',
  'pkcs11js',
  'oidc-provider',
  'openid-client',
  'jose',
  '@simplewebauthn/*',
  'nodemailer',
  'smpp',
  'otpauth',
  'fastify',
  '@fastify/*',
  'undici',
  'pino',
  'prom-client',
  'node:http',
  'node:https',
  'node:net',
  'node:fs',
  'node:fs/*',
  'node:process',
];
const token = ['pkcs11js', 'graphene-pk11'];

/** What a layer may lean on, and which packages never enter it. Nx reads the tags of each package.json. */
const depConstraints = [
  { sourceTag: 'layer:kernel', onlyDependOnLibsWithTags: [], bannedExternalImports: ['*'] },
  { sourceTag: 'layer:contracts', onlyDependOnLibsWithTags: ['layer:kernel'], bannedExternalImports: ['@nestjs/*', '@nats-io/*', 'typeorm', ...token] },
  { sourceTag: 'layer:platform', onlyDependOnLibsWithTags: ['layer:kernel', 'layer:contracts', 'layer:testing'], bannedExternalImports: token },
  { sourceTag: 'layer:ades', onlyDependOnLibsWithTags: ['layer:kernel'], bannedExternalImports: ['@nestjs/*', '@nats-io/*', 'typeorm', ...token] },
  {
    sourceTag: 'layer:merkle',
    onlyDependOnLibsWithTags: ['layer:kernel', 'layer:testing'],
    bannedExternalImports: ['@nestjs/*', '@nats-io/*', 'typeorm', ...token],
  },
  {
    sourceTag: 'layer:timestamps',
    onlyDependOnLibsWithTags: ['layer:testing'],
    bannedExternalImports: ['@nestjs/*', '@nats-io/*', 'typeorm', 'undici', ...token],
  },
  {
    // What an auditor runs without us: no network and no database of ours can ever be part of it.
    sourceTag: 'layer:verifier',
    onlyDependOnLibsWithTags: ['layer:kernel', 'layer:contracts', 'layer:merkle', 'layer:timestamps', 'layer:testing'],
    bannedExternalImports: ['@nestjs/*', '@nats-io/*', 'typeorm', 'pg', 'undici', ...token],
  },
  { sourceTag: 'layer:csc-client', onlyDependOnLibsWithTags: [], bannedExternalImports: ['@nestjs/*', '@nats-io/*', 'typeorm', 'undici', ...token] },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: ['layer:kernel', 'layer:contracts'], bannedExternalImports: token },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: ['layer:kernel', 'layer:contracts', 'layer:merkle', 'layer:timestamps', 'layer:verifier', 'layer:platform', 'layer:testing'],
  },
  ...apps.filter((app) => app !== 'sam').map((app) => ({ sourceTag: `scope:${app}`, bannedExternalImports: token })),
];

const pattern = (group, message) => ({ group, message });
const restrict = (...patterns) => ['error', { patterns }];

const tests = ['**/*.spec.ts', '**/*.it.ts', '**/*.e2e.ts', '**/*.suite.ts', 'apps/*/test/**', 'libs/*/test/**', 'libs/testing/**', 'e2e/**'];
const testOnly = pattern(['@paraph/testing', '**/test/**'], 'Only tests may see fakes and starters.');
const noToken = pattern(token, 'Only apps/sam/src/adapters/pkcs11/binding.ts imports the token’s binding.');

export default ts.config(
  { ignores: ['**/dist/**', '**/dist-types/**', '.nx/**', '.paraph*/**', '**/node_modules/**', 'docs/**'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        TextEncoder: 'readonly',
        TextDecoder: 'readonly',
        crypto: 'readonly',
        atob: 'readonly',
        btoa: 'readonly',
        document: 'readonly',
        window: 'readonly',
        location: 'readonly',
        navigator: 'readonly',
        history: 'readonly',
        Intl: 'readonly',
        AbortController: 'readonly',
        DOMException: 'readonly',
        PublicKeyCredential: 'readonly',
        AuthenticatorAssertionResponse: 'readonly',
        AuthenticatorAttestationResponse: 'readonly',
        sessionStorage: 'readonly',
        localStorage: 'readonly',
        addEventListener: 'readonly',
        print: 'readonly',
        Blob: 'readonly',
        FormData: 'readonly',
        HTMLFormElement: 'readonly',
      },
    },
  },
  ...ts.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An adapter answers a promise whether or not it awaits; the port decides.
      '@typescript-eslint/require-await': 'off',
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
    },
  },
  {
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      'max-params': ['error', { max: 5 }],
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: true, allow: [], depConstraints }],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Only platform’s boot reads the environment.' }],
      'no-restricted-imports': restrict(noToken, testOnly),
    },
  },
  {
    files: ['libs/platform/src/boot.ts', 'libs/platform/src/command.ts', 'libs/platform/src/database/migrate.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  // The two places that may: see the comments in the files. A thread's program can import nothing of ours.
  {
    files: ['apps/sam/src/adapters/pkcs11/binding.ts', 'apps/sam/src/adapters/pkcs11/threads/thread-program.ts'],
    rules: { 'no-restricted-imports': restrict(testOnly) },
  },
  {
    files: ['apps/*/src/domain/**/*.ts'],
    rules: {
      'no-restricted-imports': restrict(
        pattern([...drivers, '@paraph/platform', '@paraph/ades'], 'Domain is plain TypeScript: contracts and kernel only.'),
        pattern(['**/adapters/**', '**/transport/**'], 'Arrows point inwards: domain knows no adapter and no transport.'),
        testOnly,
      ),
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time comes from Clock.' },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Time comes from Clock.' },
      ],
    },
  },
  {
    files: ['apps/*/src/transport/**/*.ts'],
    rules: {
      'no-restricted-imports': restrict(
        noToken,
        pattern(['typeorm', 'pg', '@nats-io/*'], 'Transport knows no driver.'),
        pattern(['**/adapters/**'], 'Transport knows no adapter; the module wires them.'),
        testOnly,
      ),
    },
  },
  {
    files: tests,
    rules: {
      'no-restricted-imports': restrict(noToken),
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
      'max-params': 'off',
      '@nx/enforce-module-boundaries': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  { files: ['tools/**', '.ci/**'], rules: { 'no-console': 'off' } },
);
