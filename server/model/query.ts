import { formatPrefix, parsePrefix, type Prefix } from '../net/prefix';
import { everything, readPrefix } from '../net/spelling';
import { didYouMean, nearest } from '../lib/nearest';
import { isName } from '../syntax/parser';
import { quote } from '../lib/quote';
import { siteIn, sites, type Site } from './effective';
import type { Model } from './model';

/** The prefixes of a queried word: an address, a prefix, a list of the policy or the default route. */
export function queried(model: Model, query: string): readonly Prefix[] | { readonly problem: string } {
  if (query === 'default') return [everything(4)];
  if (isName(query)) {
    if (model.names.lists.has(query)) return model.prefixesOf({ kind: 'name', text: query, from: 0, to: 0 });
    const suggestion = nearest(query, [...model.names.lists.keys()]);
    return {
      problem: `undefined prefix list ${quote(query)}${didYouMean(suggestion && quote(suggestion))}`,
    };
  }
  const { prefixes, error: problem } = readPrefix(query);
  if (prefixes.length === 1 && !problem) return prefixes;
  return { problem: problem?.message ?? `invalid address or prefix ${JSON.stringify(query)}` };
}

/** The site of the subnet that a text names, of one of the policy's; without a text the first one. */
export function siteQueried(model: Model, text: string | undefined): Site | { readonly problem: string } {
  if (text === undefined) return sites(model)[0];
  const prefix = parsePrefix(text);
  const site = prefix && siteIn(model, prefix);
  if (site) return site;
  const declared = model.network.subnets.map((subnet) => formatPrefix(subnet.prefix));
  const which = declared.length > 0 ? `: it declares ${declared.join(', ')}` : ', which declares none';
  return { problem: `${JSON.stringify(text)} is not a subnet of the policy${which}` };
}
