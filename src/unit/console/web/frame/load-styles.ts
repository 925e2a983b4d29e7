const loading = new Map<string, Promise<void>>();

function load(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = path;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      loading.delete(path);
      reject(new Error(path));
    };
    document.head.append(link);
  });
}

/** Loads the style sheets of a screen that few open, each once; rejects where one does not come, and the next call asks anew. */
export async function loadStyles(...paths: readonly string[]): Promise<void> {
  const all = paths.map((path) => {
    const one = loading.get(path) ?? load(path);
    loading.set(path, one);
    return one;
  });
  await Promise.all(all);
}
