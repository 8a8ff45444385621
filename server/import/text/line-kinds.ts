/** Whether a line continues the route of the preceding line: a next hop, or what `-d` prints. */
export function isContinued(text: string): boolean {
  return /^\s+(?:nexthop|nh_info)\s|^\s*nexthop\s/.test(text);
}

/** What a terminal prints before or after a table: not a route, and no loss. */
export function isLeftover(text: string): boolean {
  const line = text.trim();
  return (
    line === '' ||
    /^(?:exit|logout|clear|\^C|\^D|\^\[.*|-{2,}|={2,}|\.{3}|…|~|%|Connection to .* closed\.?|Last login: .*|Starting session with SessionId: .*|Exiting session with sessionId: .*|Every [\d.]+s: .*|Script (?:started|done) .*|\(\d+ rows?\))$/i.test(
      line,
    ) ||
    /^[A-Za-z][\w .()/-]{0,40}:$/.test(line)
  );
}

/** A heading above a table, like `before:`. */
export function isLabel(text: string): boolean {
  return (
    /^\s*(?:#+\s*|-{2,}\s*|={2,}\s*)?[A-Za-z][\w .()/-]{0,40}:?\s*(?:-{2,}|={2,})?$/.test(text) &&
    /before|after|vorher|now|then|old|new|table|routes|:/i.test(text)
  );
}

/** A line of prose: a sentence, an entry of a list, a heading. */
export function isProse(text: string): boolean {
  const line = text.trim();
  if (line === '' || line.startsWith('#')) return false;
  if (/^(?:[-*•]|\d+[.)])\s+[A-Za-z`*_]/.test(line)) return true;
  if (/^[A-Z][a-z]+(?:['’][a-z]+)?(?:,)?\s+[a-z]/.test(line) && !/[|;&=$<>]/.test(line)) return true;
  if (/^(?:Hi|Hello|Hey|Dear|Thanks|Regards|Best|Cheers|FYI|Note|Steps?|TODO)\b/i.test(line)) return true;
  return /^[A-Za-z][\w'’-]*(?:\s+[\w'’(),-]+){2,}[.:!?]$/.test(line) && !/[|;&=$<>]/.test(line);
}

/** The system whose table has this heading, if it is not Linux. */
export function foreignSystem(texts: readonly string[]): string | undefined {
  const text = texts.join('\n');
  if (
    /^=+\s*$/m.test(text) &&
    /^(?:Interface List|IPv4 Route Table|Active Routes:|Schnittstellenliste)/m.test(text)
  )
    return '`route print` of Windows';
  if (/^\s*Network Destination\s+Netmask\s+Gateway\s+Interface\s+Metric/m.test(text))
    return '`route print` of Windows';
  if (/^\s*(?:ifIndex\s+DestinationPrefix|DestinationPrefix\s+NextHop)/m.test(text))
    return '`Get-NetRoute` of Windows';
  if (
    /^Routing tables\s*$/m.test(text) ||
    /^Destination\s+Gateway\s+Flags\s+(?:Refs\s+Use\s+|Netif|Mtu|Use\s)/m.test(text)
  )
    return /^Internet6?:/m.test(text) ? '`netstat -rn` of macOS or BSD' : '`netstat -rn` of BSD';
  if (
    /^(?:Codes|Gateway of last resort)\b.*/m.test(text) &&
    /\bC - connected\b|is directly connected/m.test(text)
  )
    return '`show ip route` of a router';
  if (/^\s*Routing Table: IPv4\s*$/m.test(text)) return '`netstat -rn` of Solaris';
  return undefined;
}
