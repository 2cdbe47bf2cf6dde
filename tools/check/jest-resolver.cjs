/** Turns the `.js` of an import in our sources into the `.ts` that is there; packages are left to Jest. */
module.exports = (request, options) => {
  const ours = !options.basedir.includes('/node_modules/') && request.startsWith('.') && request.endsWith('.js');
  if (ours) {
    try {
      return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
    } catch {
      // A real .js file, such as the approval page's own modules.
    }
  }
  return options.defaultResolver(request, options);
};
