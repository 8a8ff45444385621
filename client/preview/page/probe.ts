import { nextHopText, pathLabel } from '../../../server/render/next-hops';
import { actionLabel } from '../../../server/render/picture';
import { probe, type ProbeRange, type Space } from '../../../server/render/space';
import type { PortsAnswer } from '../messages';
import { attributed, element, pathMark, actionMark, write } from './dom';
import { toolbar } from './toolbar';
import { counted } from '../../../server/lib/numbers';

/** The look-up of an address, with its result. */
export interface ProbeView {
  readonly element: HTMLElement;
  /** Repeats the look-up in another table; undefined for none. */
  readonly show: (space: Space | undefined) => void;
  /** Looks up a query as if it were typed. */
  readonly ask: (query: string) => void;
  /** Shows the decisions about the ports of a query. */
  readonly answer: (answer: PortsAnswer) => void;
  /** Whether the query is not empty. */
  readonly asks: () => boolean;
}

export interface ProbeShape {
  readonly query: string;
  /** Called when the query has changed. */
  readonly changed: (query: string) => void;
  /** Called with the prefix of a candidate that was chosen. */
  readonly chosen: (prefix: string) => void;
  /** The current table. */
  readonly space: () => Space | undefined;
  /** Requests an expectation for the result of a query. */
  readonly pin: (query: string) => void;
  /** Requests the decisions about ports, which are not in the table. */
  readonly askPorts: (query: string) => void;
}

/** `10.0.12.7 tcp 5432`. */
const isAboutPorts = (query: string): boolean => /\s(?:tcp|udp|icmp)(?:\s|$)/.test(query);

/** At most this many candidates of a part are shown. */
const mostCandidates = 40;

export function probeView(shape: ProbeShape): ProbeView {
  const { input, answer, pin } = probeElements(shape.query);
  pin.addEventListener('click', () => shape.pin(input.value.trim()));
  const list = element('ol', { className: 'parts' });
  const parts = toolbar('How it is routed, and why', list);

  const show = (space: Space | undefined): void => {
    const query = input.value.trim();
    pin.hidden = true;
    if (query === '' || !space) {
      write(answer, '');
      parts.show([]);
      return;
    }
    if (isAboutPorts(query)) {
      shape.askPorts(query);
      return;
    }
    const reply = probe(space, query);
    answer.classList.toggle('wrong', reply.kind === 'problem');
    if (reply.kind === 'problem') {
      write(answer, reply.problem);
      parts.show([]);
      return;
    }
    const [first] = reply.parts;
    write(
      answer,
      reply.count === 1 && first
        ? `${query}: ${pathLabel(first)}`
        : `${query} is split into ${counted(reply.count, 'part')}, in address order`,
    );
    pin.hidden = !reply.parts.some(canBeExpected);
    const alone = reply.count === 1;
    const more = reply.count - reply.parts.length;
    parts.show([
      ...reply.parts.map((part) => partItem(space, part, alone, shape.chosen)),
      ...(more > 0 ? [element('li', {}, element('p', { textContent: `and ${more} more parts` }))] : []),
    ]);
  };

  const asked = (): void => {
    shape.changed(input.value);
    show(shape.space());
    list.scrollTop = 0;
  };
  input.addEventListener('input', asked);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || input.value === '') return;
    input.value = '';
    shape.changed('');
    show(undefined);
  });

  return {
    element: attributed(element('search', { className: 'probe' }, input, answer, pin, parts.element), {
      'aria-label': 'Probe',
    }),
    show,
    ask: (query) => {
      input.value = query;
      asked();
    },
    answer: ({ query, ok, text }) => {
      // Ignores the response to a query that has changed since.
      if (query !== input.value.trim()) return;
      answer.classList.toggle('wrong', !ok);
      pin.hidden = !ok;
      const [head = '', ...lines] = text.trimEnd().split('\n');
      write(answer, head);
      parts.show(
        lines.length === 0 ? [] : [element('li', {}, element('pre', { textContent: lines.join('\n') }))],
      );
    },
    asks: () => input.value.trim() !== '',
  };
}

function probeElements(query: string) {
  const input = element('input', {
    type: 'text',
    value: query,
    spellcheck: false,
    autocomplete: 'off',
    placeholder: 'How is an address or prefix routed? 10.0.12.7 tcp 443',
  });
  input.setAttribute('aria-label', 'How is an address or prefix routed?');
  const answer = attributed(element('p', { className: 'answer' }), { role: 'status' });
  const pin = element('button', {
    type: 'button',
    className: 'pin',
    hidden: true,
    textContent: 'Add as an expectation',
    title: 'Adds an expect statement that fails when this answer changes',
  });
  return { input, answer, pin };
}

/** Dead ends and addresses that no policy routes cannot be expected. */
function canBeExpected({ action, nextHop }: ProbeRange): boolean {
  return !['', 'service', 'local'].includes(action) && nextHop?.state !== 'dead-end';
}

function partItem(
  space: Space,
  part: ProbeRange,
  alone: boolean,
  chosen: (prefix: string) => void,
): HTMLLIElement {
  const range = element('strong', { className: 'mono', textContent: part.range });
  // The summary above already covers a single part.
  const item = element(
    'li',
    {},
    alone
      ? element('p', { className: 'muted', textContent: `${part.why}.` })
      : element('p', {}, range, ' ', pathMark(part), `${pathLabel(part)}. ${part.why}.`),
  );
  const candidates = part.candidates.slice(0, mostCandidates).map((index, rank) => {
    const route = space.routes[index];
    const button = element('button', { type: 'button', className: 'link mono', textContent: route.prefix });
    button.addEventListener('click', () => chosen(route.prefix));
    const origin = route.origin === 'policy' ? 'policy' : 'system';
    const source = [origin, ...(route.comment === '' ? [] : [route.comment])].join(', ');
    return element(
      'li',
      { className: rank === 0 ? 'winner' : '' },
      button,
      element('span', {}, ' ', actionMark(route.action), actionLabel(route.action)),
      element('span', { className: 'muted', textContent: ` ${rank === 0 ? 'wins · ' : ''}${source}` }),
    );
  });
  if (candidates.length > 0) item.append(element('ol', { className: 'candidates' }, ...candidates));
  item.append(...onward(space, part));
  return item;
}

/** The VPC router's decision for a part: the rows that contain it, with the deciding one marked. */
function onward({ router }: Space, { nextHop, routerCandidates }: ProbeRange): Node[] {
  if (!router || !nextHop) return [];
  const rows = routerCandidates
    .slice(0, mostCandidates)
    .map(({ row, decides }) =>
      element(
        'li',
        { className: decides ? 'winner' : '' },
        element('span', { className: 'mono', textContent: row.destination }),
        element('span', { textContent: `to ${row.nextHop}` }),
        element('span', { className: 'muted', textContent: `${decides ? 'wins · ' : ''}${row.origin}` }),
      ),
    );
  const table = router.view.routeTable ?? 'the VPC router';
  return [
    element('p', { className: 'muted', textContent: `Then ${table}: ${nextHopText(nextHop)}.` }),
    ...(rows.length > 0 ? [element('ol', { className: 'candidates' }, ...rows)] : []),
  ];
}
