import { rules } from '../rules/registry';
import type { Diagnostic, Fix, Rule } from '../rules/lib/rule';
import { linesOf, type Lines } from '../syntax/lines';
import { sourceNamed, type CheckedFile, type SourceFile } from './report';
import type { Severity } from '../lib/severity';
import { reportLocations } from './location';

/** The tool's description in a SARIF log. */
export interface Tool {
  readonly version: string;
  /** The URL of a rule's documentation. */
  readonly documentationOf: (rule: string) => string;
}

/** The output of `check --format sarif`: SARIF 2.1.0 (OASIS), one run, accepted by GitHub code scanning. */
export function sarifReport(files: readonly CheckedFile[], { version, documentationOf }: Tool): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'nbroute',
            semanticVersion: version,
            informationUri: 'https://github.com/nbroute/nbroute',
            rules: rules.map((rule) => descriptor(rule, documentationOf(rule.id))),
          },
        },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ path }) => ({ location: { uri: uriOf(path) } })),
        results: files.flatMap(results),
      },
    ],
  };
  return `${JSON.stringify(log)}\n`;
}

function descriptor({ id, severity, summary, why, bad, good }: Rule, helpUri: string): unknown {
  const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '    ');
  return {
    id,
    // The rule's id in Pascal case, as the specification requires of names (3.49.7).
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${summary}.` },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\nReported:\n\n${indented(bad)}\n\nNot reported:\n\n${indented(good)}\n`,
      markdown: `${why}\n\nReported:\n\n\`\`\`\n${bad}\`\`\`\n\nNot reported:\n\n\`\`\`\n${good}\`\`\`\n`,
    },
    helpUri,
    defaultConfiguration: severity === 'off' ? { enabled: false } : { level: levels[severity] },
  };
}

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

const ruleIndex: ReadonlyMap<string, number> = new Map(rules.map(({ id }, index) => [id, index]));

function results(file: CheckedFile, index: number): unknown[] {
  const lines = linesOf(file);
  return file.checked.diagnostics.map((diagnostic) => result(file, index, lines, diagnostic));
}

function result(file: CheckedFile, index: number, lines: Lines, diagnostic: Diagnostic): unknown {
  const artifactLocation = { uri: uriOf(file.path), index };
  return {
    ruleId: diagnostic.rule,
    ruleIndex: ruleIndex.get(diagnostic.rule) ?? -1,
    level: levels[diagnostic.severity],
    message: { text: diagnostic.message },
    locations: [
      { physicalLocation: { artifactLocation, region: region(lines, diagnostic.from, diagnostic.to) } },
    ],
    ...(diagnostic.related.length > 0 && {
      relatedLocations: diagnostic.related.map(({ path, from, to, message }, id) => {
        const other: SourceFile = path === undefined ? file : sourceNamed(file, path);
        return {
          id,
          message: { text: message },
          physicalLocation: {
            artifactLocation: path === undefined ? artifactLocation : { uri: uriOf(other.path) },
            region: region(path === undefined ? lines : linesOf(other), from, to),
          },
        };
      }),
    }),
    ...(diagnostic.fixes.length > 0 && {
      fixes: diagnostic.fixes.map((fix) => fixOf(artifactLocation, lines, fix)),
    }),
  };
}

function fixOf(artifactLocation: unknown, lines: Lines, { title, edits }: Fix): unknown {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation,
        replacements: edits.map(({ from, to, text }) => ({
          deletedRegion: region(lines, from, to),
          insertedContent: { text },
        })),
      },
    ],
  };
}

/** Lines and columns from 1; the end is after the last character (SARIF 2.1.0, 3.30). */
function region(lines: Lines, from: number, to: number): unknown {
  const { start, end } = reportLocations(lines, { from, to });
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: from,
    charLength: to - from,
  };
}

/** A path as a URI reference; relative paths stay relative to the working directory. */
function uriOf(path: string): string {
  if (path === '-') return 'standard-input';
  const encoded = path.split('/').map(encodeURIComponent).join('/').replace(/%3A/gi, ':');
  if (path.startsWith('/')) return `file://${encoded}`;
  if (/^[A-Za-z]:\//.test(path)) return `file:///${encoded}`;
  // A colon in the first segment would be read as a scheme (RFC 3986, 4.2).
  return /^[^/]*:/.test(encoded) ? `./${encoded}` : encoded;
}
