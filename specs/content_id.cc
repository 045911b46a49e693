// Names a trace by its content: the first digits of a sha256.
// EVP's setting up and tearing down costs several times what hashing so short a text does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "specs/content_id.h"

#include <openssl/sha.h>

namespace portproof {

ContentId content_id(std::string_view content) {
  SHA256_CTX context;
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256_Init(&context);
  SHA256_Update(&context, content.data(), content.size());
  SHA256_Final(digest, &context);
  constexpr char kHex[] = "0123456789abcdef";
  ContentId id;
  for (std::size_t i = 0; i < kContentIdSize / 2; ++i) {
    id.digits[2 * i] = kHex[digest[i] >> 4];
    id.digits[2 * i + 1] = kHex[digest[i] & 15];
  }
  return id;
}

}  // namespace portproof
