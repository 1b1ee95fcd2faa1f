import PipelineCommands

await Program.main()
