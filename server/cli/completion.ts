import type { CommandDefinition, OptionDefinition } from './command-definition';

/** The shells with a completion script. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** The words of the command line, which consist of letters, digits and hyphens only. */
export interface CommandLineWords {
  readonly commands: readonly CommandDefinition[];
  /** The rule ids that `explain` accepts. */
  readonly rules: readonly string[];
}

/** A completion script, generated from the command definitions. */
export function completionScript(shell: Shell, words: CommandLineWords): string {
  return { bash, zsh, fish }[shell](words);
}

/** The words that an operand can be; undefined for a file. */
function operandWords(
  { operand }: CommandDefinition,
  rules: readonly string[],
): readonly string[] | undefined {
  if (operand === 'rule') return rules;
  if (operand === 'shell') return shells;
  return operand === undefined ? [] : undefined;
}

const dashed = ({ name, short }: OptionDefinition): string[] =>
  short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];

/** Bash 3.2 and later: Bash Reference Manual, 8.6 Programmable Completion. */
function bash({ commands, rules }: CommandLineWords): string {
  const names = ['help', 'version', ...commands.map(({ name }) => name)];
  const ofCommand = commands.map((command) => {
    const options = [...command.options.flatMap(dashed), '--help'].join(' ');
    const words = operandWords(command, rules);
    const operands =
      words === undefined
        ? command.operand === 'policy'
          ? 'files=nbroute'
          : 'files=any'
        : `words='${words.join(' ')}'`;
    return `    ${command.name}) options='${options}' ${operands} ;;`;
  });
  const ofValue = commands.flatMap(({ name, options }) =>
    options.flatMap((option) => {
      if (option.value === undefined) return [];
      const pattern = dashed(option)
        .map((each) => `'${name} ${each}'`)
        .join(' | ');
      const words = option.words?.join(' ') ?? '';
      const files = option.value === 'FILE' ? 'any' : '';
      return [`    ${pattern}) options='' words='${words}' files='${files}' ;;`];
    }),
  );
  return `# bash completion for nbroute: nbroute completion bash
_nbroute() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} options='' words='' files='' reply
  # Readline splits --format=json at the equals sign.
  if [ "$previous" = = ]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [ "$word" = = ]; then word=''; fi
  case \${COMP_WORDS[1]} in
${ofCommand.join('\n')}
    help) words='${commands.map(({ name }) => name).join(' ')}' ;;
  esac
  case "\${COMP_WORDS[1]} $previous" in
${ofValue.join('\n')}
  esac
  if [ "$COMP_CWORD" = 1 ]; then options='--help --version' words='${names.join(' ')}' files=''; fi
  case $word in
    -*) words=$options files='' ;;
  esac
  COMPREPLY=()
  while IFS= read -r reply; do
    [ -z "$reply" ] || COMPREPLY+=("$reply")
  done <<< "$(
    case $files in
      nbroute) compgen -f -X '!*.nbroute' -- "$word"; compgen -d -- "$word" ;;
      any) compgen -f -- "$word" ;;
      *) compgen -W "$words" -- "$word" ;;
    esac
  )"
}
complete -o filenames -F _nbroute nbroute
`;
}

/** zsh: zshcompsys(1), _arguments and _values. */
function zsh({ commands, rules }: CommandLineWords): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const described = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
  const option = (each: OptionDefinition): string[] => {
    const values = each.words ? `(${each.words.join(' ')})` : each.value === 'FILE' ? '_files' : ' ';
    const value = each.value === undefined ? '' : `:${each.value.toLowerCase()}:${values}`;
    const star = each.repeatable ? '*' : '';
    return dashed(each).map((spelled) => quoted(`${star}${spelled}[${described(each.text)}]${value}`));
  };
  const operands = (command: CommandDefinition): string[] => {
    const words = operandWords(command, rules);
    if (words?.length === 0) return [];
    if (words) return [quoted(`*: :(${words.join(' ')})`)];
    return [quoted(command.operand === 'policy' ? '*:file:_files -g "*.nbroute(-.)"' : '*:file:_files')];
  };
  const cases = commands.map((command) =>
    [
      `    ${command.name}) _arguments ${quoted('--help[explain this command]')}`,
      ...[...command.options.flatMap(option), ...operands(command)].map((argument) => `      ${argument}`),
    ].join(' \\\n'),
  );
  return `#compdef nbroute
# zsh completion for nbroute: nbroute completion zsh
_nbroute() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${described(summary)}`)}`).join('\n')}
    'help:Explain a command'
    'version:Print the version'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.map((each) => `${each} ;;`).join('\n')}
    help) _describe command commands ;;
  esac
}
if [ "$funcstack[1]" = _nbroute ]; then _nbroute "$@"; else compdef _nbroute nbroute; fi
`;
}

/** fish: complete(1). */
function fish({ commands, rules }: CommandLineWords): string {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const lines = commands.flatMap((command) => {
    const when = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const words = operandWords(command, rules);
    const operands =
      words === undefined
        ? [`complete -c nbroute ${when} -F`]
        : words.length > 0
          ? [`complete -c nbroute ${when} -f -a '${words.join(' ')}'`]
          : [];
    const options = command.options.map((option) => {
      const value =
        option.value === undefined
          ? ''
          : option.words
            ? ` -x -a '${option.words.join(' ')}'`
            : option.value === 'FILE'
              ? ' -r -F'
              : ' -x';
      const short = option.short === undefined ? '' : ` -s ${option.short}`;
      return `complete -c nbroute ${when} -l ${option.name}${short}${value} -d ${quoted(option.text)}`;
    });
    return [
      `complete -c nbroute -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`,
      ...operands,
      ...options,
      `complete -c nbroute ${when} -l help -s h -d 'Explain this command'`,
    ];
  });
  return `# fish completion for nbroute: nbroute completion fish
complete -c nbroute -f
complete -c nbroute -n __fish_use_subcommand -l version -d 'Print the version'
complete -c nbroute -n __fish_use_subcommand -a version -d 'Print the version'
complete -c nbroute -n __fish_use_subcommand -a help -d 'Explain a command'
complete -c nbroute -n '__fish_seen_subcommand_from help' -a '${commands.map(({ name }) => name).join(' ')}'
${lines.join('\n')}
`;
}
