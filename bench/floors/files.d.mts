export function filesBelow(folder: string, passes: (name: string) => boolean): string[];
