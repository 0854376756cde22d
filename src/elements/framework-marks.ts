/** Comments that React, Svelte, Vue and Lit leave where they will find their place again. */
export const frameworkComments = /^(\$|\[$| $|lit-part)/;
