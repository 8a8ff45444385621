import { statements, type Form, type Parameter, type StatementDefinition } from './statements';

/*
 * The TextMate grammar, which highlights a policy before the server responds. It is derived from the table of
 * statements; a test writes it to syntaxes/nbroute.tmLanguage.json.
 */

/** A rule of a TextMate grammar. */
export interface Pattern {
  readonly include?: string;
  readonly comment?: string;
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly Pattern[];
}
type Captures = Readonly<Record<string, Pattern>>;

/** Where a statement ends: at its comment or its line break. */
const end = '(?=#)|$';

/** The grammar of `.nbroute` files. */
export function textMateGrammar(): object {
  const rules = statements.flatMap((statement: StatementDefinition) => [
    ...statement.forms.flatMap((form) => blockRule(statement, form)),
    { key: statement.keyword, rule: statementRule(statement) },
  ]);
  return {
    name: 'nbroute',
    scopeName: 'source.nbroute',
    patterns: [{ include: '#comment' }, ...rules.map(({ key }) => ({ include: `#${key}` }))],
    repository: { ...shared, ...Object.fromEntries(rules.map(({ key, rule }) => [key, rule])) },
  };
}

/** A statement on one line. */
function statementRule({ keyword, forms }: StatementDefinition): Pattern {
  const all = distinct(forms.flatMap(({ parameters }) => parameters));
  const leading = forms[0].parameters.slice(0, leadingWords(forms[0]));
  const rest = all.filter((parameter) => !leading.some((each) => isSame(each, parameter)));
  // Look for a sign or a word that ends a list before the entries of the list.
  const lists = rest.filter(({ after, many }) => after === undefined && many === true);
  const others = rest.filter((parameter) => !lists.includes(parameter) && parameter.block === undefined);
  return {
    begin: `(?:^|\\G)\\s*(${keyword})(?![^\\s#"])`,
    beginCaptures: { 1: scope(`keyword.control.${keyword}`) },
    end,
    name: `meta.${keyword}.nbroute`,
    patterns: [
      ...(leading.length > 0 ? [leadingRule(leading, all)] : []),
      ...others.map((parameter) => parameterRule(parameter, all)),
      ...lists.flatMap(valuePatterns),
    ],
  };
}

/** How many parameters at the start of a form are single words, recognised by their position alone. */
function leadingWords({ parameters }: Form): number {
  const first = parameters.findIndex(({ after, many, path }) => after ?? many ?? path);
  return first < 0 ? parameters.length : first;
}

function leadingRule(leading: readonly Parameter[], all: readonly Parameter[]): Pattern {
  const words = leading.map((parameter) => wordPattern(parameter, all));
  return {
    match: `\\G\\s+(${words.join(')(?:\\s+(')})${')?'.repeat(words.length - 1)}`,
    captures: Object.fromEntries(leading.map((parameter, i) => [i + 1, scope(scopeOf(parameter))])),
  };
}

/** One of a parameter's values, or any word up to a sign of the statement: `=`, `{`. */
function wordPattern({ values }: Parameter, all: readonly Parameter[]): string {
  if (values) return `(?:${values.join('|')})(?![^\\s#])`;
  return `[^\\s,#"${all.flatMap(({ after }) => (after !== undefined && isSign(after) ? [after] : [])).join('')}]+`;
}

function parameterRule(parameter: Parameter, all: readonly Parameter[]): Pattern {
  const { after, values, path } = parameter;
  if (after === undefined) {
    if (path) return { include: '#string' };
    // Words that can also name a list are keywords only where the statement ends.
    return {
      match: `(?<=\\s)(?:${values?.join('|')})(?=\\s*(?:#|$))`,
      name: `${scopeOf(parameter)}.nbroute`,
    };
  }
  const keyword = scope(isSign(after) ? 'keyword.operator.assignment' : `keyword.control.${after}`);
  if (values)
    return {
      match: `(?<=\\s)(${after})(?![^\\s#])(?:\\s+(${values.join('|')})(?![^\\s#]))?`,
      captures: { 1: keyword, 2: scope(scopeOf(parameter)) },
    };
  const others = distinct(all.filter(({ after: word }) => word !== undefined && !isSign(word)));
  const next = others.map(({ after: word }) => word).join('|');
  return {
    begin: isSign(after) ? `(${after})` : `(?<=[\\s"])(${after})(?![^\\s#"])`,
    beginCaptures: { 1: keyword },
    end: isSign(after) || next === '' ? end : `${end}|(?<=[\\s"])(?=(?:${next})(?![^\\s#"]))`,
    patterns: valuePatterns(parameter),
  };
}

/** The rules for the words of a parameter. */
function valuePatterns(parameter: Parameter): Pattern[] {
  const { name, path, scope: own } = parameter;
  if (path) return [{ include: '#string' }];
  const word =
    own === undefined ? { include: `#${kindOf(name)}` } : { match: '[^\\s,#"]+', name: `${own}.nbroute` };
  return [word, { include: '#comma' }];
}

/** The shared pattern for a parameter's name in capitals. */
function kindOf(name: string | undefined): 'address' | 'entry' {
  return name === 'PREFIX' || name === 'ADDRESS' ? 'address' : 'entry';
}

/** The rule for a statement whose last parameter is a block of lines. */
function blockRule({ keyword, forms }: StatementDefinition, form: Form): { key: string; rule: Pattern }[] {
  const { parameters } = form;
  const block = parameters.find((parameter) => parameter.block !== undefined);
  if (!block) return [];
  const all = forms.flatMap((each) => each.parameters);
  const leading = parameters.slice(0, leadingWords(form));
  const words = leading.map((parameter) => `\\s+(${wordPattern(parameter, all)})`);
  const captures = leading.map((parameter, i): [number, Pattern] => [i + 2, scope(scopeOf(parameter))]);
  const rule = {
    begin: `(?:^|\\G)\\s*(${keyword})${words.join('')}\\s*(\\${block.after})\\s*(?=#|$)`,
    beginCaptures: {
      1: scope(`keyword.control.${keyword}`),
      ...Object.fromEntries(captures),
      [leading.length + 2]: scope('punctuation.section.block.begin'),
    },
    end: '(?:^|\\G)\\s*(\\})',
    endCaptures: { 1: scope('punctuation.section.block.end') },
    name: `meta.${keyword}.nbroute`,
    patterns: [{ include: '#comment' }, { include: `#${kindOf(block.block)}` }, { include: '#comma' }],
  };
  return [{ key: `${keyword}-block`, rule }];
}

function scopeOf({ scope: own, after }: Parameter): string {
  return own ?? `string.unquoted.${after ?? 'word'}`;
}

function scope(name: string): Pattern {
  return { name: `${name}.nbroute` };
}

function isSign(after: string): boolean {
  return !/^\w/.test(after);
}

function distinct(parameters: readonly Parameter[]): Parameter[] {
  return parameters.filter((parameter, i) => parameters.findIndex((each) => isSame(each, parameter)) === i);
}

/** Whether two parameters of a statement's forms have the same pattern. */
function isSame(a: Parameter, b: Parameter): boolean {
  return (
    a.after === b.after && a.name === b.name && a.values?.join() === b.values?.join() && a.block === b.block
  );
}

/** What statements share. */
const shared: Readonly<Record<string, Pattern>> = {
  comment: {
    patterns: [
      {
        comment:
          'It is a directive only if everything after `allow` is ids with a hyphen: prose may begin with the word.',
        match: '(#)\\s*(allow)\\s+([a-z0-9]+(?:-[a-z0-9]+)+(?:\\s*,\\s*[a-z0-9]+(?:-[a-z0-9]+)+)*)\\s*$',
        name: 'comment.line.number-sign.nbroute',
        captures: {
          '1': {
            name: 'punctuation.definition.comment.nbroute',
          },
          '2': {
            name: 'keyword.control.allow.nbroute',
          },
          '3': {
            patterns: [
              {
                match: '[a-z0-9-]+',
                name: 'entity.name.tag.rule.nbroute',
              },
              {
                include: '#comma',
              },
            ],
          },
        },
      },
      {
        begin: '#',
        beginCaptures: {
          '0': {
            name: 'punctuation.definition.comment.nbroute',
          },
        },
        end: '$',
        name: 'comment.line.number-sign.nbroute',
      },
    ],
  },
  address: {
    patterns: [
      {
        comment:
          'What people paste is coloured as the address it is meant to be; a rule reports what is wrong with it.',
        match: '(?<![^\\s,=])[0-9]+(?:\\.[0-9]+)*-[0-9]+(?:\\.[0-9]+)*(?![^\\s,#])',
        name: 'constant.numeric.range.nbroute',
      },
      {
        match: '(?<![^\\s,=])([0-9]+(?:\\.[0-9]+)*)(?:(/)([0-9.]+))?(?![^\\s,#])',
        name: 'constant.numeric.ipv4.nbroute',
        captures: {
          '2': {
            name: 'punctuation.separator.length.nbroute',
          },
        },
      },
      {
        match:
          '(?<![^\\s,=])(?=[0-9A-Fa-f]*:)([0-9A-Fa-f:]+(?:[0-9]*(?:\\.[0-9]+){3})?)(?:(/)([0-9]+))?(?![^\\s,#])',
        name: 'constant.numeric.ipv6.nbroute',
        captures: {
          '2': {
            name: 'punctuation.separator.length.nbroute',
          },
        },
      },
    ],
  },
  comma: {
    match: ',',
    name: 'punctuation.separator.comma.nbroute',
  },
  string: {
    begin: '"',
    beginCaptures: {
      '0': {
        name: 'punctuation.definition.string.begin.nbroute',
      },
    },
    end: '"|$',
    endCaptures: {
      '0': {
        name: 'punctuation.definition.string.end.nbroute',
      },
    },
    name: 'string.quoted.double.nbroute',
    patterns: [
      {
        match: '\\\\["\\\\]',
        name: 'constant.character.escape.nbroute',
      },
      {
        match: '\\\\.',
        name: 'invalid.illegal.escape.nbroute',
      },
    ],
  },
  entry: {
    patterns: [
      {
        include: '#address',
      },
      {
        match: '(?<![^\\s,])default(?![^\\s,#])',
        name: 'constant.language.default.nbroute',
      },
      {
        match: '(?<![^\\s,])rfc1918(?![^\\s,#])',
        name: 'support.type.prefix-list.nbroute',
      },
      {
        match: '(?<![^\\s,])[A-Za-z][A-Za-z0-9_.-]*(?![^\\s,#])',
        name: 'entity.name.type.prefix-list.nbroute',
      },
    ],
  },
};
