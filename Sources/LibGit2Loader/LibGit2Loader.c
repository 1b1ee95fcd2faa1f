// libgit2, loaded when it is started: linked in, its fifteen libraries would cost every start of the program 3 ms, and most
// commands have no business with a repository.
//
// Each function is a jump through a slot that loading fills. libgit2 demands git_libgit2_init before all else, so that is
// where it is loaded. A function that is not listed fails to link.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <git2/errors.h>
#include <git2/version.h>
#include <pthread.h>
#include <stddef.h>

// clang-format off
#define FUNCTIONS(X) \
    X(git_blob_create_from_buffer) X(git_blob_free) X(git_blob_lookup) X(git_blob_rawcontent) X(git_blob_rawsize)     \
    X(git_branch_remote_name) X(git_buf_dispose) X(git_commit_author) X(git_commit_committer) X(git_commit_create)    \
    X(git_commit_free) X(git_commit_id) X(git_commit_lookup) X(git_commit_parent) X(git_commit_parent_id)             \
    X(git_commit_parentcount) X(git_commit_summary) X(git_commit_tree) X(git_config_foreach_match)                    \
    X(git_config_free) X(git_config_get_string) X(git_config_set_bool) X(git_config_set_int32)                        \
    X(git_config_set_string) X(git_credential_userpass_plaintext_new) X(git_diff_free) X(git_diff_get_delta)          \
    X(git_diff_num_deltas) X(git_diff_options_init) X(git_diff_tree_to_tree) X(git_error_set_str)                     \
    X(git_fetch_options_init) X(git_graph_descendant_of) X(git_graph_reachable_from_any) X(git_libgit2_opts)          \
    X(git_libgit2_version) X(git_object_free) X(git_object_lookup) X(git_object_peel) X(git_object_type)              \
    X(git_object_type2string) X(git_odb_exists) X(git_odb_free) X(git_odb_hash) X(git_oid_fmt) X(git_oid_fromstrn)    \
    X(git_push_options_init) X(git_reference_create) X(git_reference_dwim) X(git_reference_free)                      \
    X(git_reference_iterator_free) X(git_reference_iterator_glob_new) X(git_reference_lookup) X(git_reference_name)   \
    X(git_reference_next) X(git_reference_remove) X(git_reference_symbolic_create) X(git_reference_symbolic_target)   \
    X(git_reference_target) X(git_reference_target_peel) X(git_remote_connect) X(git_remote_connect_ext)              \
    X(git_remote_connect_options_init) X(git_remote_create_detached) X(git_remote_create_options_init)                \
    X(git_remote_create_with_opts) X(git_remote_disconnect) X(git_remote_download) X(git_remote_free)                 \
    X(git_remote_list) X(git_remote_ls) X(git_remote_upload) X(git_repository_commondir) X(git_repository_config)     \
    X(git_repository_config_snapshot) X(git_repository_discover) X(git_repository_free)                               \
    X(git_repository_head_unborn) X(git_repository_init) X(git_repository_odb) X(git_repository_open_bare)            \
    X(git_repository_open_ext) X(git_repository_path) X(git_repository_workdir) X(git_revparse_single)                \
    X(git_revwalk_free) X(git_revwalk_hide) X(git_revwalk_new) X(git_revwalk_next) X(git_revwalk_push)                \
    X(git_signature_free) X(git_signature_new) X(git_status_byindex) X(git_status_list_entrycount)                    \
    X(git_status_list_free) X(git_status_list_new) X(git_status_options_init) X(git_strarray_dispose)                 \
    X(git_stream_register) X(git_tag_lookup) X(git_transport_smart) X(git_tree_create_updated)                        \
    X(git_tree_entry_byindex) X(git_tree_entry_byname) X(git_tree_entry_bypath) X(git_tree_entry_filemode)            \
    X(git_tree_entry_free) X(git_tree_entry_id) X(git_tree_entry_name) X(git_tree_entrycount) X(git_tree_free)        \
    X(git_tree_id) X(git_tree_lookup)
// clang-format on

#if defined(__x86_64__)
#define JUMP(slot) "jmp *" #slot "(%rip)\n"
#elif defined(__aarch64__)
#define JUMP(slot) "adrp x16, " #slot "\nldr x16, [x16, :lo12:" #slot "]\nbr x16\n"
#else
#error "the jump of this processor is missing here"
#endif

#define SLOT(name) __attribute__((visibility("hidden"))) void *slot_##name;
#define ENTRY(name) ".globl " #name "\n.type " #name ", @function\n" #name ":\n" JUMP(slot_##name) ".size " #name ", .-" #name "\n"

FUNCTIONS(SLOT)
__asm__(".text\n" FUNCTIONS(ENTRY));

static int (*start)(void);
static const git_error *(*last_error)(void);
static git_error load_error = { NULL, GIT_ERROR_OS };

static void load(void) {
    // Bound to itself, its calls of its own functions do not come through here.
    void *library = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    const struct { void **slot; const char *name; } functions[] = {
#define NAMED(function) { &slot_##function, #function },
        FUNCTIONS(NAMED)
        { (void **)&last_error, "git_error_last" },
        { (void **)&start, "git_libgit2_init" },
    };
    for (size_t index = 0; library != NULL && index < sizeof functions / sizeof *functions; index++) {
        *functions[index].slot = dlsym(library, functions[index].name);
        if (*functions[index].slot == NULL) library = NULL;
    }
    if (library == NULL) {
        load_error.message = dlerror();
        start = NULL;
        last_error = NULL;
    }
}

int git_libgit2_init(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return start == NULL ? GIT_ERROR : start();
}

const git_error *git_error_last(void) { return last_error == NULL ? &load_error : last_error(); }
