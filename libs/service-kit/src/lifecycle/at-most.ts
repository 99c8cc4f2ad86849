/** What `work` gives, or `late` once `ms` have passed; the work goes on unheard then. Leaves no timer behind. */
export async function atMost<T>(ms: number, work: T | Promise<T>, late: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
