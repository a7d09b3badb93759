using System.Runtime.CompilerServices;
using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// One step of a chain of element-wise operations. An operand number is an input of the chain (0, 1, ...), the result of an earlier step
/// (<see cref="Step"/>, negative), a constant (<see cref="Constant"/>), or <see cref="None"/> where the operation takes fewer.
/// </summary>
internal readonly record struct Instruction(ElementwiseOp Operation, int A, int B, int C)
{
    public const int None = int.MaxValue;

    const int FirstConstant = 1 << 20;

    public int this[int k] => k == 0 ? A : k == 1 ? B : C;

    public static int Step(int index) => -1 - index;

    public static int Constant(int index) => FirstConstant + index;

    public static bool IsConstant(int operand, out int index) => (index = operand - FirstConstant) >= 0 && operand != None;
}

/// <summary>
/// A chain of element-wise operations as one pass over memory. The result is computed in tiles that stay in the first-level cache: every operand that is not
/// laid out like the result (a bias, a number) is spread into a tile, then the instructions run over tiles one after the other, the last into the result.
/// </summary>
internal sealed class ElementwiseProgram(IReadOnlyList<Instruction> instructions, IReadOnlyList<float> constants)
{
    // 4 KB a tile: eight of them fill the first-level cache of today's machines.
    const int Tile = 1024;

    // Elements a chunk of work: about 10 microseconds, so that handing it out costs little.
    const int ChunkTiles = 16;

    public static ElementwiseProgram Of(ElementwiseOp operation) =>
        new([new Instruction(operation, 0, operation.Arity > 1 ? 1 : Instruction.None, operation.Arity > 2 ? 2 : Instruction.None)], []);

    public unsafe CpuKernel Compile(CpuSite site)
    {
        Spread?[] spreads = Array.ConvertAll(site.Inputs, input => Spread.Of(input, site.Output));

        // Registers: a tile for each constant, one for each operand that has to be spread, then as few as possible for the intermediate results.
        int registers = constants.Count;
        int[] inputRegister = Array.ConvertAll(spreads, spread => spread is null ? -1 : registers++);
        int[] stepRegister = AssignRegisters(ref registers);
        Layout layout = new([.. instructions], [.. constants], spreads, inputRegister, stepRegister, registers);

        // Tiles hold whole periods of every repeating operand where that is possible, so that each is spread once a chunk.
        long count = site.Output.Count;
        int tile = Tile;
        foreach (Spread? spread in spreads)
            if (tile == Tile && spread is { Period: > 1 and <= Tile }) tile = Tile / spread.Period * spread.Period;
        long chunkElements = (long)tile * ChunkTiles;
        int chunks = checked((int)((count + chunkElements - 1) / chunkElements));
        return (x, y, scratch) =>
        {
            Work work = new() { Layout = layout, Inputs = x, Output = y, Count = count, Tile = tile };
            Workers.Run(chunks, ref work);
        };
    }

    /// <summary>A register for every step but the last; one whose value has been used for the last time is taken again, also by the step that used it.</summary>
    int[] AssignRegisters(ref int registers)
    {
        int[] lastUse = new int[instructions.Count], assigned = new int[instructions.Count];
        for (int s = 0; s < instructions.Count; s++)
            for (int k = 0; k < 3; k++)
                if (instructions[s][k] < 0) lastUse[-1 - instructions[s][k]] = s;
        Stack<int> free = new();
        for (int s = 0; s < instructions.Count - 1; s++)
        {
            for (int earlier = 0; earlier < s; earlier++)
                if (lastUse[earlier] == s) free.Push(assigned[earlier]);
            assigned[s] = free.Count > 0 ? free.Pop() : registers++;
        }
        return assigned;
    }

    sealed record Layout(Instruction[] Instructions, float[] Constants, Spread?[] Spreads, int[] InputRegister, int[] StepRegister, int Registers);

    unsafe struct Work : Workers.IWork
    {
        public Layout Layout;
        public float** Inputs;
        public float* Output;
        public long Count;
        public int Tile;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int chunk)
        {
            Layout layout = Layout;
            float* registers = (float*)Workers.Scratch((long)layout.Registers * ElementwiseProgram.Tile * sizeof(float));
            for (int i = 0; i < layout.Constants.Length; i++) new Span<float>(registers + i * ElementwiseProgram.Tile, Tile).Fill(layout.Constants[i]);

            long begin = (long)chunk * Tile * ChunkTiles, end = Math.Min(Count, begin + (long)Tile * ChunkTiles);
            for (long at = begin; at < end; at += Tile)
            {
                int length = (int)Math.Min(Tile, end - at);
                for (int i = 0; i < layout.Spreads.Length; i++)
                    if (layout.Spreads[i] is { } spread && (at == begin || !spread.SameForEvery(Tile)))
                        spread.Fill(Inputs[i], at, new Span<float>(registers + layout.InputRegister[i] * ElementwiseProgram.Tile, length));

                for (int s = 0; s < layout.Instructions.Length; s++)
                {
                    Instruction step = layout.Instructions[s];
                    Operands<float> operands = new(Operand(step.A, at, length, registers), Operand(step.B, at, length, registers), Operand(step.C, at, length, registers));
                    float* target = s == layout.Instructions.Length - 1 ? Output + at : registers + layout.StepRegister[s] * ElementwiseProgram.Tile;
                    step.Operation.Run(operands, new Span<float>(target, length));
                }
            }
        }

        readonly ReadOnlySpan<float> Operand(int operand, long at, int length, float* registers)
        {
            if (operand == Instruction.None) return default;
            if (operand < 0) return new ReadOnlySpan<float>(registers + Layout.StepRegister[-1 - operand] * ElementwiseProgram.Tile, length);
            if (Instruction.IsConstant(operand, out int constant)) return new ReadOnlySpan<float>(registers + constant * ElementwiseProgram.Tile, length);
            int register = Layout.InputRegister[operand];
            return new ReadOnlySpan<float>(register < 0 ? Inputs[operand] + at : registers + register * ElementwiseProgram.Tile, length);
        }
    }
}
