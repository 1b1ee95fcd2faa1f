#!/bin/sh
# An extension module in C is compiled and imported, and pip works in a virtual environment.
set -eu
docker run --rm --network none --entrypoint sh "$1" -euc '
cd /tmp
cat >answer.c <<END
#include <Python.h>
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "answer", NULL, -1, NULL};
PyMODINIT_FUNC PyInit_answer(void) {
    PyObject *created = PyModule_Create(&module);
    PyModule_AddIntConstant(created, "value", 42);
    return created;
}
END
gcc -shared -fPIC $(python3-config --includes) answer.c -o answer.so
python3 -c "import answer; assert answer.value == 42"
python3 -m venv venv && venv/bin/pip --version
git --version'
