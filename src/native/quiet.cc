// What JavaScript cannot do itself around the loading of TensorFlow's library:
//
//   withoutStandardError  calls a function while standard error leads nowhere: the library writes a notice about oneDNN
//                         from a static initializer, before it has read any variable that could silence it
//   hasAvx2               asks the processor itself, which under emulation is not the one that /proc/cpuinfo describes
//   mathematics           tells by digests how the C library computes: some kernels call it, and so does JavaScript's pow
//   pinCaches             tells the library's two linear algebra packages how large the processor's caches are; they
//                         choose by it in how large pieces they sum, and with that the last bits of a sum
#include <cinttypes>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>
#if defined(__linux__) && defined(__x86_64__)
#include <dlfcn.h>
#endif

static napi_value WithoutStandardError(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value callback = nullptr, receiver = nullptr, result = nullptr;
  napi_get_cb_info(env, info, &count, &callback, nullptr, nullptr);
  napi_get_undefined(env, &receiver);

  const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (kept >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  napi_call_function(env, receiver, callback, 0, nullptr, &result);
  if (kept >= 0) {
    dup2(kept, STDERR_FILENO);
    close(kept);
  }
  if (nowhere >= 0) close(nowhere);
  return result;
}

static napi_value Boolean(napi_env env, bool value) {
  napi_value result = nullptr;
  napi_get_boolean(env, value, &result);
  return result;
}

// () => boolean; true also on processors that are not of this family
static napi_value HasAvx2(napi_env env, napi_callback_info) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return Boolean(env, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
#else
  return Boolean(env, true);
#endif
}

// FNV-1a
static void Mix(uint64_t& hash, const void* bytes, size_t count) {
  for (size_t i = 0; i < count; i++) hash = (hash ^ static_cast<const unsigned char*>(bytes)[i]) * 0x100000001b3u;
}

// The same arguments everywhere: whole numbers only, until they are scaled by powers of two
struct Arguments {
  uint32_t state = 1;
  double Next() {
    state = state * 1664525u + 1013904223u;
    const double unit = (state >> 8) / 16777216.0;
    switch (state & 3) {
      case 0: return unit;
      case 1: return unit * 16 - 8;
      case 2: return 1 + unit / 1024;
      default: return unit * 128;
    }
  }
};

template <typename T>
static uint64_t DigestOf(T (*volatile function)(T)) {
  uint64_t hash = 0xcbf29ce484222325u;
  Arguments arguments;
  for (int i = 0; i < 2000; i++) {
    T result = function(static_cast<T>(arguments.Next()));
    if (result != result) result = 0;
    Mix(hash, &result, sizeof result);
  }
  return hash;
}

template <typename T>
static uint64_t DigestOf(T (*volatile function)(T, T)) {
  uint64_t hash = 0xcbf29ce484222325u;
  Arguments arguments;
  for (int i = 0; i < 2000; i++) {
    const T first = static_cast<T>(arguments.Next());
    T result = function(first, static_cast<T>(arguments.Next()));
    if (result != result) result = 0;
    Mix(hash, &result, sizeof result);
  }
  return hash;
}

// () => { [function]: digest } of the functions of the C library that TensorFlow's library calls
static napi_value Mathematics(napi_env env, napi_callback_info) {
  napi_value digests = nullptr;
  napi_create_object(env, &digests);
  const auto add = [&](const char* name, uint64_t hash) {
    char text[17];
    std::snprintf(text, sizeof text, "%016" PRIx64, hash);
    napi_value value = nullptr;
    napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
    napi_set_named_property(env, digests, name, value);
  };
#define EACH(name) add(#name, DigestOf<double>(::name)), add(#name "f", DigestOf<float>(::name##f));
  EACH(acos) EACH(acosh) EACH(asin) EACH(asinh) EACH(atan) EACH(atanh) EACH(cbrt) EACH(cos) EACH(cosh) EACH(erf)
  EACH(erfc) EACH(exp) EACH(exp2) EACH(expm1) EACH(lgamma) EACH(log) EACH(log10) EACH(log1p) EACH(log2) EACH(sin)
  EACH(sinh) EACH(tan) EACH(tanh) EACH(tgamma) EACH(atan2) EACH(hypot) EACH(pow)
#undef EACH
  return digests;
}

#if defined(__linux__) && defined(__x86_64__)
static uint64_t Number(napi_env env, napi_value object, const char* name) {
  napi_value value = nullptr;
  double number = 0;
  napi_get_named_property(env, object, name, &value);
  napi_get_value_double(env, value, &number);
  return static_cast<uint64_t>(number);
}

// What oneDNN's `Xbyak::util::Cpu` (oneDNN 3.7) begins with, as far as caches go
struct Cpu {
  uint32_t features[7];
  uint32_t size[10];
  uint32_t sharing[10];
  uint32_t levels;
};

// Of Eigen's `manage_caching_sizes`
struct CacheSizes {
  int64_t l1, l2, l3;
};
#endif

// (library, { eigen, eigenGuard, onednn, onednnOf }, { l1, l2, l3, l3PerCore }) => boolean: the path of the library, which
// is loaded; addresses in it of the two variables, of the flag that the first is set, and of the function that sets the
// second and returns where it is; sizes in bytes. False if the library is not the one that these addresses are of.
static napi_value PinCaches(napi_env env, napi_callback_info info) {
#if defined(__linux__) && defined(__x86_64__)
  size_t count = 3;
  napi_value given[3] = {nullptr, nullptr, nullptr};
  napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
  char path[4096];
  napi_get_value_string_utf8(env, given[0], path, sizeof path, nullptr);
  void* const loaded = dlopen(path, RTLD_NOLOAD | RTLD_LAZY);
  void* const exported = loaded == nullptr ? nullptr : dlsym(loaded, "TF_Version");
  Dl_info library;
  if (exported == nullptr || dladdr(exported, &library) == 0) return Boolean(env, false);
  char* const base = static_cast<char*>(library.dli_fbase);
  const auto at = [&](const char* name) { return base + Number(env, given[1], name); };
  const auto bytes = [&](const char* name) { return Number(env, given[2], name); };

  const auto onednn = reinterpret_cast<const Cpu* (*)()>(at("onednnOf"));
  Cpu* const cpu = const_cast<Cpu*>(onednn());
  if (reinterpret_cast<char*>(cpu) != at("onednn") || cpu->levels > 10) return Boolean(env, false);
  cpu->levels = 3;
  for (int level = 0; level < 3; level++) cpu->sharing[level] = 1;
  cpu->size[0] = static_cast<uint32_t>(bytes("l1"));
  cpu->size[1] = static_cast<uint32_t>(bytes("l2"));
  cpu->size[2] = static_cast<uint32_t>(bytes("l3PerCore"));

  char* const guard = at("eigenGuard");
  if (*guard != 0 && *guard != 1) return Boolean(env, false);
  const CacheSizes sizes = {static_cast<int64_t>(bytes("l1")), static_cast<int64_t>(bytes("l2")),
                            static_cast<int64_t>(bytes("l3"))};
  std::memcpy(at("eigen"), &sizes, sizeof sizes);
  *guard = 1;
  return Boolean(env, true);
#else
  return Boolean(env, false);
#endif
}

NAPI_MODULE_INIT() {
  const auto add = [&](const char* name, napi_callback callback) {
    napi_value function = nullptr;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  };
  add("withoutStandardError", WithoutStandardError);
  add("hasAvx2", HasAvx2);
  add("mathematics", Mathematics);
  add("pinCaches", PinCaches);
  return exports;
}
