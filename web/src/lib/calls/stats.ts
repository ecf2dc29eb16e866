/** How a connection does, for people to read. */
export interface Quality {
  /** How the packets go: straight, or through the relay. */
  path: 'direct' | 'relay' | undefined;
  protocol: string | undefined;
  /** Milliseconds there and back. */
  roundTrip: number | undefined;
  /** 0 to 1, of what should have come since the last look. */
  loss: number | undefined;
  /** Kilobits per second since the last look. */
  received: number | undefined;
  sent: number | undefined;
  /** Of the largest picture that comes. */
  width: number | undefined;
  height: number | undefined;
  frames: number | undefined;
  /** Kilobits per second that the browser believes the way out carries; undefined where it does not say. */
  room: number | undefined;
}

/** One entry of a stats report; which fields there are depends on its type (W3C WebRTC Statistics). */
type Entry = { id: string; type: string; timestamp: number } & Record<string, unknown>;

/** What is remembered between two looks. */
export interface Snapshot {
  at: number;
  bytesReceived: number;
  bytesSent: number;
  packetsReceived: number;
  packetsLost: number;
}

const POOR_LOSS = 0.05;
const POOR_ROUND_TRIP_MS = 400;

export function isPoor({ loss, roundTrip }: Quality): boolean {
  return (loss ?? 0) > POOR_LOSS || (roundTrip ?? 0) > POOR_ROUND_TRIP_MS;
}

export function readStats(
  report: Iterable<[string, unknown]>,
  before: Snapshot | undefined,
): [Quality, Snapshot] {
  const all = new Map<string, Entry>();
  for (const [id, entry] of report) all.set(id, entry as Entry);
  const entries = [...all.values()];
  const inbound = entries.filter(({ type }) => type === 'inbound-rtp');
  const pair = selectedPair(all, entries);
  const local = pair && all.get(String(pair['localCandidateId']));
  const remote = pair && all.get(String(pair['remoteCandidateId']));

  const snapshot: Snapshot = {
    at: pair?.timestamp ?? entries[0]?.timestamp ?? 0,
    bytesReceived: number(pair, 'bytesReceived') ?? 0,
    bytesSent: number(pair, 'bytesSent') ?? 0,
    packetsReceived: sum(inbound, 'packetsReceived'),
    packetsLost: sum(inbound, 'packetsLost'),
  };
  const seconds = before ? (snapshot.at - before.at) / 1000 : 0;
  const rate = (now: number, then: number) =>
    seconds > 0 ? Math.max(0, now - then) / 125 / seconds : undefined;
  const largest = inbound.reduce<Entry | undefined>(
    (best, one) => ((number(one, 'frameWidth') ?? 0) > (number(best, 'frameWidth') ?? 0) ? one : best),
    undefined,
  );
  const roundTrip = number(pair, 'currentRoundTripTime');
  return [
    {
      path: pair && (isRelay(local) || isRelay(remote) ? 'relay' : 'direct'),
      protocol: text(local, 'relayProtocol') ?? text(local, 'protocol'),
      roundTrip: roundTrip === undefined ? undefined : roundTrip * 1000,
      loss: before && lossBetween(before, snapshot),
      received: before && rate(snapshot.bytesReceived, before.bytesReceived),
      sent: before && rate(snapshot.bytesSent, before.bytesSent),
      width: number(largest, 'frameWidth'),
      height: number(largest, 'frameHeight'),
      frames: number(largest, 'framesPerSecond'),
      room: kilobits(number(pair, 'availableOutgoingBitrate')),
    },
    snapshot,
  ];
}

/** The transport names it; where a browser's transport does not, the pair says so itself. */
function selectedPair(all: ReadonlyMap<string, Entry>, entries: readonly Entry[]): Entry | undefined {
  const transport = entries.find(
    ({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId,
  );
  const named = transport && all.get(String(transport['selectedCandidatePairId']));
  return (
    named ??
    entries.find(
      ({ type, selected, nominated, state }) =>
        type === 'candidate-pair' && (selected || (nominated && state === 'succeeded')),
    )
  );
}

function lossBetween(before: Snapshot, now: Snapshot): number | undefined {
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const expected = lost + Math.max(0, now.packetsReceived - before.packetsReceived);
  return expected === 0 ? undefined : lost / expected;
}

function kilobits(bits: number | undefined): number | undefined {
  return bits === undefined ? undefined : bits / 1000;
}

function isRelay(candidate: Entry | undefined): boolean {
  return candidate?.['candidateType'] === 'relay';
}

function number(entry: Entry | undefined, field: string): number | undefined {
  const value = entry?.[field];
  return typeof value === 'number' ? value : undefined;
}

function text(entry: Entry | undefined, field: string): string | undefined {
  const value = entry?.[field];
  return typeof value === 'string' ? value : undefined;
}

function sum(entries: readonly Entry[], field: string): number {
  return entries.reduce((total, entry) => total + (number(entry, field) ?? 0), 0);
}
