// Hosts that stand still, crash, and come up again.
import type { Instant, Rules, Table } from '@sockeye/core';
import { after, BEGINNING, emptyTable, rules as table, showInstant } from '@sockeye/core';
import { O } from '../basis/fp.ts';
import { at, change } from '../basis/row.ts';
import type { HostFault } from '../fault/hosts.ts';
import { FOREVER } from '../fault/More.ts';
import { NO_CAUSE } from '../trace/Event.ts';
import type { Draft } from './draft.ts';
import { nextId, schedule } from './draft.ts';
import { follow } from './file.ts';
import type { Due, Outage, Waiting } from './World.ts';

/** What happens to a host as a whole. */
export const rules: Rules<'paused' | 'crashed' | 'booted' | 'down'> = table('outage', {
  paused: ['ours', 'A host that is paused looks at what came when it goes on.'],
  crashed: ['ours', 'A host that crashes forgets everything: connections, processes, tables.'],
  booted: ['ours', 'A host that comes up again begins anew, and so do its programs.'],
  down: ['ours', 'A host that is down hears nothing.'],
});

/** When a host is away, by its faults. */
export const outagesOf = (faults: ReadonlyArray<HostFault>): ReadonlyArray<Outage> =>
  faults.flatMap((fault): ReadonlyArray<Outage> => {
    if (fault._tag === 'Clock') return [];
    if (fault._tag === 'Pause') {
      return [{ kind: 'pause', since: after(BEGINNING, fault.since), until: after(BEGINNING, fault.until) }];
    }
    const until = fault.restart === undefined ? FOREVER : after(BEGINNING, fault.restart);
    return [{ kind: 'crash', since: after(BEGINNING, fault.at), until }];
  });

const note = <S>(draft: Draft<S>, host: string, rule: keyof typeof rules, cause: number, detail: string): void => {
  const id = nextId(draft);
  if (draft.tells.Note) draft.events.push({ _tag: 'Note', id, cause, at: draft.now, host, rule: rules[rule], detail });
};

const outageOf = (outages: ReadonlyArray<Outage>, now: Instant): Outage | undefined =>
  // A crash goes before a pause: whoever has no memory cannot go on.
  outages.find(({ kind, since, until }) => kind === 'crash' && now >= since && now < until) ??
  outages.find(({ since, until }) => now >= since && now < until);

/** Is the host away to whom this happens? Then it happens later, or never. */
export const isAway = <S>(draft: Draft<S>, due: Due): boolean => {
  if (due._tag !== 'Arrival' && due._tag !== 'Alarm' && due._tag !== 'Start') return false;
  const index = due._tag === 'Arrival' ? (draft.setting.lines[due.line]?.to ?? -1) : due.node;
  const node = draft.setting.nodes[index];
  if (node?.kind !== 'host') return false;
  const outage = outageOf(node.outages, draft.now);
  if (outage === undefined) return false;
  let later = due;
  if (due._tag === 'Arrival') {
    const before = at(draft.lines.places, due.line);
    if (due.filed && before !== undefined) {
      const { line, file, sent, counts, memory, script, faults } = before;
      change(draft.lines, due.line, { line, file: follow(draft, file), sent, counts, memory, script, faults });
    }
    later = { _tag: 'Arrival', line: due.line, id: due.id, data: due.data, cause: due.cause, filed: false };
  }
  const cause = due._tag === 'Arrival' ? due.cause : NO_CAUSE;
  if (outage.kind === 'crash') {
    if (due._tag === 'Arrival') note(draft, node.name, 'down', cause, draft.setting.lines[due.line]?.name ?? '');
    return true;
  }
  note(draft, node.name, 'paused', cause, `until ${showInstant(outage.until)}`);
  schedule(draft, outage.until, later);
  return true;
};

/** A host loses its memory; or comes up with a fresh one. */
export const turn = <S>(draft: Draft<S>, index: number, isUp: boolean): void => {
  const node = draft.setting.nodes[index];
  if (node?.kind !== 'host') return;
  note(draft, node.name, isUp ? 'booted' : 'crashed', NO_CAUSE, '');
  const state = node.layer.initial;
  const due = isUp ? O.toUndefined(node.layer.deadline(state)) : undefined;
  const deadline = due !== undefined && due < draft.now ? draft.now : due;
  const alarms = deadline === undefined ? undefined : { at: deadline, later: undefined };
  if (deadline !== undefined) schedule(draft, deadline, { _tag: 'Alarm', node: index });
  const waiting: Table<Waiting> = emptyTable();
  change(draft.seats, index, { kind: 'host', state, alarms, deadline, since: NO_CAUSE, waiting });
};
