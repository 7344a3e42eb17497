/** `npm run bench` runs what is listed here, over the built packages. Nothing is measured yet. */
console.log('no benchmarks yet');
