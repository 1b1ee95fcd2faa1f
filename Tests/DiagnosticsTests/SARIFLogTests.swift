import Diagnostics
import Foundation
import Testing

@Suite struct SARIFLogTests {
    private func log(_ findings: [DiagnosticRecord], files: [String] = [".pipeline/blubber.yaml"]) throws -> String {
        let tool = SARIFLog.Tool(
            name: "t", version: "1.2.3", rules: [DiagnosticRule("a.known", "Known.", severity: .warning)])
        let log = SARIFLog(
            tool: tool, files: files, findings: findings,
            paths: SARIFPaths(root: "/work/tree", currentFolder: "/work/tree/sub folder"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(log), as: UTF8.self)
    }

    @Test func aFindingWithItsPlace() throws {
        let finding = Diagnostic(
            .warning, code: "a.known", "odd", at: SourceLocation(file: ".pipeline/blubber.yaml", line: 3, column: 5),
            length: 4, notes: ["a note"], hint: "do this")
        #expect(
            try log([DiagnosticRecord(finding)]) == """
                {
                  "$schema" : "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
                  "runs" : [
                    {
                      "artifacts" : [
                        {
                          "location" : {
                            "uri" : "sub%20folder/.pipeline/blubber.yaml",
                            "uriBaseId" : "%SRCROOT%"
                          }
                        }
                      ],
                      "columnKind" : "unicodeCodePoints",
                      "invocations" : [
                        {
                          "executionSuccessful" : true
                        }
                      ],
                      "originalUriBaseIds" : {
                        "%SRCROOT%" : {
                          "uri" : "file:///work/tree/"
                        }
                      },
                      "results" : [
                        {
                          "level" : "warning",
                          "locations" : [
                            {
                              "physicalLocation" : {
                                "artifactLocation" : {
                                  "index" : 0,
                                  "uri" : "sub%20folder/.pipeline/blubber.yaml",
                                  "uriBaseId" : "%SRCROOT%"
                                },
                                "region" : {
                                  "endColumn" : 9,
                                  "endLine" : 3,
                                  "startColumn" : 5,
                                  "startLine" : 3
                                }
                              }
                            }
                          ],
                          "message" : {
                            "text" : "odd\\na note\\nhelp: do this"
                          },
                          "ruleId" : "a.known",
                          "ruleIndex" : 0
                        }
                      ],
                      "tool" : {
                        "driver" : {
                          "name" : "t",
                          "rules" : [
                            {
                              "defaultConfiguration" : {
                                "level" : "warning"
                              },
                              "fullDescription" : {
                                "text" : "Known."
                              },
                              "help" : {
                                "text" : "Known. See docs/diagnostics.md."
                              },
                              "id" : "a.known",
                              "shortDescription" : {
                                "text" : "Known."
                              }
                            }
                          ],
                          "semanticVersion" : "1.2.3",
                          "version" : "1.2.3"
                        }
                      }
                    }
                  ],
                  "version" : "2.1.0"
                }
                """)
    }

    @Test func whatIsAboutAWholeFileStandsAtItsBeginning() throws {
        let text = try log([DiagnosticRecord(Diagnostic(code: "b.other", "m", at: nil), file: "/elsewhere/ä.yaml")])
        #expect(text.contains("\"uri\" : \"file:///elsewhere/%C3%A4.yaml\"\n"))
        #expect(text.contains("\"startLine\" : 1\n"))
        #expect(text.contains("\"ruleId\" : \"b.other\",\n          \"ruleIndex\" : 1"))
    }

    @Test(arguments: [
        ("../x.yaml", "x.yaml"), ("./a/../b.yaml", "sub%20folder/b.yaml"), ("/work/tree/q?#.yaml", "q%3F%23.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
    ])
    func paths(_ file: String, uri: String) throws {
        let text = try log([], files: [file])
        #expect(text.contains("\"uri\" : \"\(uri)\",\n            \"uriBaseId\" : \"%SRCROOT%\""))
    }
}
