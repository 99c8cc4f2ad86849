import { type Colour, type Paint, plain } from '../terminal/paint.js';
import { printable } from '../terminal/printable.js';
import { table } from '../terminal/table.js';
import type { PipelineView, ServiceView } from './watched-service.js';

const COLOURS: Readonly<Record<ServiceView['state'], Colour>> = {
  SERVING: 'green',
  NOT_SERVING: 'yellow',
  DOWN: 'red',
  UNKNOWN: 'dim',
};
const COLUMNS = [
  { head: 'service' },
  { head: 'state' },
  { head: 'up', align: 'right' },
  { head: 'calls/s', align: 'right' },
  { head: 'errors', align: 'right' },
  { head: 'p99 ms', align: 'right' },
  { head: 'breakers' },
] as const;

/** All services as a table, and the pipeline below it. */
export function renderViews(views: readonly ServiceView[], paint: Paint = plain): string {
  const rows = views.map(({ name, state, uptimeSeconds, traffic, breakers }) => [
    name,
    state,
    uptimeSeconds === undefined ? '–' : upTime(uptimeSeconds),
    traffic === undefined ? '–' : traffic.callsPerSecond.toFixed(1),
    traffic === undefined ? '–' : `${(traffic.errorShare * 100).toFixed(1)} %`,
    traffic?.p99Ms === undefined ? '–' : traffic.p99Ms.toFixed(traffic.p99Ms < 10 ? 1 : 0),
    breakers === undefined ? '–' : breakersText(breakers),
  ]);
  const text = table(COLUMNS, rows).replace(
    /^(\S+ +)(SERVING|NOT_SERVING|DOWN|UNKNOWN)/gm,
    (_, name, state) => {
      return `${name}${paint(COLOURS[state as ServiceView['state']], state)}`;
    },
  );
  const pipeline = views.find((view) => view.pipeline !== undefined)?.pipeline;
  return pipeline === undefined ? text : `${text}\n${pipelineText(pipeline)}`;
}

const breakersText = (breakers: Readonly<Record<string, string>>): string =>
  Object.entries(breakers)
    .map(([target, state]) => printable(`${target} ${state}`))
    .join(', ') || 'closed';

function pipelineText(pipeline: PipelineView): string {
  const { records, pending, recordsPerSecond, finalisedPerSecond, labels, drifts, quality } = pipeline;
  const measures = Object.entries(quality).map(([name, value]) => `${printable(name)} ${value.toFixed(3)}`);
  return [
    `pipeline  ${count(records)} records · ${count(pending)} pending · ${recordsPerSecond.toFixed(1)}/s in · ${finalisedPerSecond.toFixed(1)}/s analysed`,
    `model     ${count(labels)} labels · ${count(drifts)} drifts${measures.length > 0 ? ` · ${measures.join(' · ')}` : ''}`,
    '',
  ].join('\n');
}

const count = (value: number): string => (Number.isNaN(value) ? '–' : value.toLocaleString('en-US'));

/** The two largest units. */
export function upTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
