import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const KINDS = new Set(['counter', 'gauge', 'histogram']);

interface Metric {
  readonly name: string;
  readonly kind: string;
  readonly help: string;
  readonly labels: string;
}

/**
 * The metrics of every service, read from the code that registers them. Names are stable: dashboards and alerts of others hang on them, so a
 * name that is not written out where it is registered is an error.
 */
export function metricsPage(root: string): string {
  const services = readdirSync(join(root, 'apps')).sort();
  const sections = services
    .map((service) => ({ service, metrics: metricsBelow(join(root, 'apps', service, 'src')) }))
    .filter(({ metrics }) => metrics.length > 0);
  const common = metricsBelow(join(root, 'libs', 'platform', 'src'));
  return [
    '# Metrics',
    '',
    'Made from the code by `npm run docs:generate`. Every process answers `GET /metrics` in the text format of Prometheus, on the port of its health checks: `…_OPERATIONS_PORT` where that is set, which nobody but the platform should reach, else its own. The names are stable from one minor version to the next; labels have closed sets of values (codes, outcomes, names',
    'from the configuration), never a credential, a signer or an address. Counters count in this process since its start.',
    '',
    '## Every process',
    '',
    'Beside those of Node.js (`process_…`, `nodejs_…`):',
    '',
    ...table(common),
    ...sections.flatMap(({ service, metrics }) => ['', `## ${service}`, '', ...table(metrics)]),
    '',
  ].join('\n');
}

function table(metrics: readonly Metric[]): string[] {
  const rows = [...metrics]
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ name, kind, labels, help }) => `| \`paraph_${name}\` | ${kind} | ${labels} | ${help} |`);
  return ['| Name | Kind | Labels | What it says |', '| --- | --- | --- | --- |', ...new Set(rows)];
}

function metricsBelow(folder: string): Metric[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .sort()
    .flatMap((name) => metricsOf(join(folder, name)));
}

function metricsOf(path: string): Metric[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Metric[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && KINDS.has(node.expression.name.text)) {
      const [facts] = node.arguments;
      if (facts && ts.isObjectLiteralExpression(facts) && member(facts, 'help')) found.push(metric(node.expression.name.text, facts, source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function metric(kind: string, facts: ts.ObjectLiteralExpression, source: ts.SourceFile): Metric {
  return { kind, name: text(member(facts, 'name'), source), help: text(member(facts, 'help'), source), labels: labelsOf(facts, source) };
}

function labelsOf(facts: ts.ObjectLiteralExpression, source: ts.SourceFile): string {
  const given = member(facts, 'labels');
  if (!given) return '';
  const labels = literal(given, source);
  if (!labels || !ts.isArrayLiteralExpression(labels)) return text(given, source);
  return labels.elements.map((one) => `\`${text(one, source)}\``).join(', ');
}

function member(facts: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of facts.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === name) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === name) return property.name;
  }
  return undefined;
}

/** What stands there, or what the constant of that name in the same file is. */
function literal(expression: ts.Expression | undefined, source: ts.SourceFile): ts.Expression | undefined {
  if (!expression) return undefined;
  if (ts.isAsExpression(expression)) return literal(expression.expression, source);
  if (!ts.isIdentifier(expression)) return expression;
  let value: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    const isIt = ts.isVariableDeclaration(node) && node.name.getText() === expression.text;
    if (isIt && node.initializer && (ts.isStringLiteralLike(node.initializer) || ts.isArrayLiteralExpression(node.initializer))) value ??= node.initializer;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return value;
}

function text(expression: ts.Expression | undefined, source: ts.SourceFile): string {
  const value = literal(expression, source);
  if (value && ts.isStringLiteralLike(value)) return value.text;
  throw new Error(
    `${source.fileName}: a metric's name, help and labels are written out where it is registered; this is not: ${expression?.getText() ?? 'nothing'}`,
  );
}
