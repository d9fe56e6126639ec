
#include <openssl/hmac.h>
