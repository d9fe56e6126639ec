// What a build with the address sanitizer takes for granted (scripts/sanitize); empty in others.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// A program that ends after one cycle keeps some things for good: those are no leaks. Besides, leaks
// cannot be looked for in a traced process.
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#endif
#endif
