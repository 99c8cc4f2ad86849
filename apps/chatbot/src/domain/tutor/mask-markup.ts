// Each pattern says what is markup; its first group, when there is one, is the text a reader sees and stays.
const MARKUP: readonly RegExp[] = [
  /<!--(?:(?!<!--)[\s\S])*?-->/g,
  /!?\[([^\][]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)/g,
  /!?\[([^\][]+)\]\[[^\][]*\]/g,
  /<(?:https?:|mailto:)[^>\s]*>/g,
  /<\/?[a-zA-Z][^<>]*>/g,
  /https?:\/\/[^\s)>\]]+/g,
];

const blank = (text: string): string => text.replace(/[^\s]/g, ' ');

/**
 * Blanks what Markdown adds to a text (addresses of links and images, HTML tags and comments), one space a code unit.
 *
 * The result has the length and the line breaks of the text given, so an offset found in it holds in the original.
 */
export const maskMarkup = (text: string): string =>
  MARKUP.reduce(
    (masked, pattern) =>
      masked.replace(pattern, (whole: string, ...groups: unknown[]) => {
        const visible = typeof groups[0] === 'string' ? groups[0] : '';
        const at = visible === '' ? -1 : whole.indexOf(visible);
        if (at < 0) return blank(whole);
        return blank(whole.slice(0, at)) + visible + blank(whole.slice(at + visible.length));
      }),
    text,
  );
