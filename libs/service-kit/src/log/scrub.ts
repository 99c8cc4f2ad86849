export const REDACTED = '[redacted]';

/** A longer text is cut: it is a document, not a message, and searching it costs the event loop. */
const MAX_TEXT_LENGTH = 16_384;

/** A field of personal text or of a secret inside an object that became part of a message, as JSON or as Node prints it. */
const QUOTED_FIELD =
  /(\b(?:authorization|cookie|cpf|e-?mail|senha|password|token|duvida|pergunta|resposta|aula_?contexto)\\*["']?\s*[:=]\s*)\\*(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/gi;
const URL_PASSWORD = /(:\/\/[^\s/:@]{0,64}):[^\s/@]{1,256}@/g;
const URL_SECRET = /([?&](?:key|api_?key|token|access_token|id_token|code|secret|signature)=)[^&\s"'#]+/gi;
const BEARER_TOKEN = /\b(Bearer)\s+[\w.~+/=-]{6,}/gi;
/** Base64 has digits or capitals; what follows the plain word has not. */
const BASIC_CREDENTIALS = /\b([Bb]asic)\s+(?=\S*[A-Z\d])[\w+/-]{6,}=*/g;
const JWT = /\beyJ[\w-]{4,}\.[\w-]*(?:\.[\w-]*){0,3}/g;
const GOOGLE_KEY = /\bAIza[\w-]{20,}/g;
const EMAIL = /[^\s@<>"'(),;:[\]\\/=]{1,64}@[^\s@<>"'(),;:[\]\\/=]{1,200}\.[\p{L}]{2,24}/gu;
/** Eleven digits, bare or with marks, that are not part of a longer number or id. */
const CPF = /(?<![\w.])\d{3}([. ]?)\d{3}\1\d{3}[- ]?\d{2}(?![\w-])/g;
const CPF_WITH_MARKS = /^\d{3}\.\d{3}\.\d{3}-?\d{2}$/;

/** Most messages hold none of it, and one look is enough to know. */
const WORTH_A_LOOK = /@|\d{2}|eyJ|AIza|bearer|basic|[?&]|["']/i;

/**
 * Takes e-mails, CPFs, tokens, passwords in URLs and quoted fields of personal text out of a message. A bare number of
 * eleven digits goes only when its check digits make it a CPF, so that ids and times survive.
 */
export function scrub(text: string): string {
  if (!WORTH_A_LOOK.test(text)) return text;
  const bounded = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
  return bounded
    .replace(QUOTED_FIELD, `$1"${REDACTED}"`)
    .replace(URL_PASSWORD, `$1:${REDACTED}@`)
    .replace(URL_SECRET, `$1${REDACTED}`)
    .replace(BEARER_TOKEN, `$1 ${REDACTED}`)
    .replace(BASIC_CREDENTIALS, `$1 ${REDACTED}`)
    .replace(JWT, REDACTED)
    .replace(GOOGLE_KEY, REDACTED)
    .replace(EMAIL, REDACTED)
    .replace(CPF, (found) => (CPF_WITH_MARKS.test(found) || isCpf(found) ? REDACTED : found));
}

/** Whether the last two digits are the check digits of the first nine; source: Receita Federal, CPF. */
function isCpf(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  const check = (length: number): number => {
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += Number(digits[at]) * (length + 1 - at);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}
