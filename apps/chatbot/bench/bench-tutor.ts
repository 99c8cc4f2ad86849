import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KEPT_SHARE, type Measures, measureTutor } from './measure-tutor.js';
import { BadDataset, readQuestions, readSquad } from './squad.js';

const HELP = `Measures the offline tutor on questions whose answers are known.

  npx nx run chatbot:bench-tutor -- --dataset FILE [--offtopic FILE] [--json]

  --dataset FILE   questions and answers in SQuAD format (JSON)
  --offtopic FILE  JSON list of questions the texts do not answer
  --json           print the figures as one JSON object, shares from 0 to 1
  --help           print this text

Relative paths count from where the command was typed. Exit code 1 means that a file could not be used, 2 that the
arguments could not.`;

const BAR_WIDTH = 30;

const main = (args: string[]): number => {
  const options = readArguments(args);
  if (typeof options === 'string') {
    console.error(`bench-tutor: ${options} (--help lists the arguments)`);
    return 2;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  try {
    const dataset = readSquad(fromWhereTyped(options.dataset));
    const offTopic =
      options.offtopic === undefined ? undefined : readQuestions(fromWhereTyped(options.offtopic));
    const nowMicros = (): number => performance.now() * 1000;
    const measures = measureTutor(dataset, { offTopic, nowMicros, onProgress: drawProgress });
    console.log(options.json ? JSON.stringify({ ...measures, machine: machine() }) : report(measures));
    return 0;
  } catch (error) {
    if (!(error instanceof BadDataset)) throw error;
    console.error(`bench-tutor: ${error.message}`);
    return 1;
  }
};

type Arguments =
  | { help: true }
  | { help: false; dataset: string; offtopic?: string | undefined; json: boolean };

/** The arguments, or what is wrong with them. */
const readArguments = (args: string[]): Arguments | string => {
  try {
    const { values } = parseArgs({
      args,
      options: {
        dataset: { type: 'string' },
        offtopic: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { help: true };
    if (values.dataset === undefined) return 'needs --dataset FILE';
    return { help: false, dataset: values.dataset, offtopic: values.offtopic, json: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** npm and nx change the working directory and leave the one of the person who typed in INIT_CWD. */
const fromWhereTyped = (file: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), file);

const drawProgress = (done: number, total: number): void => {
  if (!process.stderr.isTTY || (done % 16 !== 0 && done < total)) return;
  const filled = Math.round((BAR_WIDTH * done) / total);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  process.stderr.write(done < total ? `\r${bar} ${done}/${total}` : '\r\x1b[K');
};

const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'unknown processor'} × ${cpus().length}, Node ${process.version}`;

const report = ({ defaultThreshold, offTopic, ...figures }: Measures): string => {
  const rows: (readonly [string, string])[] = [
    ['retrieval R@1', share(figures.recallAt1)],
    ['retrieval R@3', share(figures.recallAt3)],
    ['right sentence', `${share(figures.rightSentence)}  (${figures.sentenceQuestions} questions)`],
    ['kept at the default threshold', share(defaultThreshold.kept)],
  ];
  if (offTopic && defaultThreshold.rejected !== undefined) {
    rows.push(
      [
        'off-topic rejected at the default',
        `${share(defaultThreshold.rejected)}  (${offTopic.questions} questions)`,
      ],
      [
        `off-topic rejected at ≥ ${KEPT_SHARE * 100}% kept`,
        `${share(offTopic.rejected)}  (threshold ${share(offTopic.threshold)})`,
      ],
    );
  }
  rows.push(['time per question', `${figures.microsPerQuestion.toFixed(0)} µs`], ['machine', machine()]);
  const width = Math.max(...rows.map(([label]) => label.length));
  const title = `${figures.questions} questions over ${figures.paragraphs} paragraphs`;
  return [title, ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)].join('\n');
};

const share = (value: number): string => value.toFixed(3);

process.exitCode = main(process.argv.slice(2));
