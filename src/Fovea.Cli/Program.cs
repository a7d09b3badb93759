using Fovea.Cli;

return CommandLine.Run(args, Terminal.OfProcess(), Interrupt.OfProcess());
