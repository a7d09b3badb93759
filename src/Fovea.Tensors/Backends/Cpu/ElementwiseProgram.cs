using System.Numerics;
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
internal sealed partial class ElementwiseProgram(IReadOnlyList<Instruction> instructions, IReadOnlyList<float> constants)
{
    // 4 KB a tile: eight of them fill the first-level cache of today's machines.
    const int Tile = 1024, TilesInCache = 8;

    // Elements a chunk of work: about 10 microseconds, so that handing it out costs little.
    const int ChunkTiles = 16;

    // Sums of their own for so many chunks at most.
    const int MostParts = 64;

    /// <summary>The longest rows that are summed without being stored.</summary>
    public const int MostColumns = 4096;

    public static ElementwiseProgram Of(ElementwiseOp operation) =>
        new([new Instruction(operation, 0, operation.Arity > 1 ? 1 : Instruction.None, operation.Arity > 2 ? 2 : Instruction.None)], []);

    public unsafe CpuKernel Compile(CpuSite site)
    {
        if (Ready(site, site.Output, []) is { } ready) return ready;
        Layout layout = LayoutFor(site.Inputs, site.Output, Tile);
        long count = site.Output.Count;
        return (x, y, scratch) =>
        {
            Work work = new() { Layout = layout, Inputs = x, Output = y, Count = count, ChunkTiles = ChunkTiles };
            Workers.Run(work.Chunks, ref work);
        };
    }

    /// <summary>The program of a node that is a chain or a single operation of one, else null.</summary>
    public static ElementwiseProgram? In(Operation? operation) => operation switch
    {
        FusedElementwiseOp fused => fused.Program,
        ElementwiseOp bare => Of(bare),
        _ => null,
    };

    /// <summary>
    /// The kernel of two programs over the same elements, of which the second uses the result of the first, chunk by chunk: it is still in cache then. Null where they are not cut alike.
    /// </summary>
    /// <param name="first">The program whose operands come first.</param>
    /// <param name="firstInputs">Their shapes.</param>
    /// <param name="second">The other program.</param>
    /// <param name="secondInputs">The shapes of its operands.</param>
    /// <param name="output">The shape of both results.</param>
    /// <param name="link">Which operand of the second is the result of the first.</param>
    public static unsafe CpuKernel? CompileBoth(ElementwiseProgram first, Shape[] firstInputs, ElementwiseProgram second, Shape[] secondInputs, Shape output, int link)
    {
        Layout before = first.LayoutFor(firstInputs, output, Tile), after = second.LayoutFor(secondInputs, output, Tile);
        if (before.Tile != after.Tile) return null;
        long count = output.Count;
        int operands = firstInputs.Length;
        return (x, y, scratch) =>
        {
            BothWork work = new()
            {
                First = new() { Layout = before, Inputs = x, Output = x[operands + link], Count = count, ChunkTiles = ChunkTiles },
                Second = new() { Layout = after, Inputs = x + operands, Output = y, Count = count, ChunkTiles = ChunkTiles },
            };
            Workers.Run(work.First.Chunks, ref work);
        };
    }

    /// <summary>
    /// The kernel of a program, and of a second one as in <see cref="CompileBoth"/>, of which the first has a matrix product as an operand, block of rows by block of rows. Operands are those of the
    /// product, of the first program, of the second. Null where the two are not cut alike.
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="place">Which operand of the first program it is.</param>
    /// <param name="first">The first program; its other operands are single numbers or laid out like the result.</param>
    /// <param name="firstInputs">The shapes of its operands.</param>
    /// <param name="output">The shape of the results.</param>
    /// <param name="second">The other program, or null.</param>
    /// <param name="secondInputs">The shapes of its operands.</param>
    /// <param name="link">Which operand of the second is the result of the first.</param>
    public static unsafe CpuKernel? CompileOver(
        ProductRows product, int place, ElementwiseProgram first, Shape[] firstInputs, Shape output, ElementwiseProgram? second = null, Shape[]? secondInputs = null, int link = 0)
    {
        Layout before = first.LayoutFor([.. firstInputs[..place], output, .. firstInputs[(place + 1)..]], output, Tile);
        Layout? after = second?.LayoutFor(secondInputs!, output, Tile);
        if (after is not null && (before.Tile != after.Tile || Array.Exists(after.Spreads, spread => spread is { Period: not 1 }))) return null;
        int chunks = (product.Rows + product.PerBlock - 1) / product.PerBlock, count = firstInputs.Length;
        return (x, y, scratch) =>
        {
            OverWork work = new() { Product = product, Place = place, First = before, Second = after, X = x, FirstCount = count, Output = after is null ? y : x[2 + count + link], SecondOutput = y };
            Workers.Run(chunks, ref work);
        };
    }

    /// <summary>
    /// The kernel that sums results over all dimensions but the last, without ever storing them: every chunk has sums of its own, which are added in order.
    /// </summary>
    /// <param name="site">The sums' site; its operands are the chain's.</param>
    /// <param name="elements">The shape of the results; its last dimension is at most <see cref="MostColumns"/>.</param>
    /// <param name="results">What is summed: operands of that shape, or steps. The sums of one come after those of the other.</param>
    public unsafe CpuKernel CompileSums(CpuSite site, Shape elements, int[] results)
    {
        if (Ready(site, elements, results) is { } ready) return ready;
        int columns = elements[-1], width = columns * results.Length;
        Layout layout = LayoutFor(site.Inputs, elements, Math.Max(Tile, columns), results) with { Columns = columns };
        layout = layout with { Tile = layout.Capacity / columns * columns };
        long count = elements.Count, tiles = (count + layout.Tile - 1) / layout.Tile, chunkTiles = Math.Max(ChunkTiles, (tiles + MostParts - 1) / MostParts);
        int chunks = checked((int)((tiles + chunkTiles - 1) / chunkTiles));
        site.ScratchBytes = (long)chunks * width * sizeof(float);
        return (x, y, scratch) =>
        {
            Work work = new() { Layout = layout, Inputs = x, Output = (float*)scratch, Count = count, ChunkTiles = chunkTiles };
            Workers.Run(chunks, ref work);
            for (int c = 0; c < width; c++)
            {
                double sum = 0;
                for (int chunk = 0; chunk < chunks; chunk++) sum += ((float*)scratch)[(long)chunk * width + c];
                y[c] = (float)sum;
            }
        };
    }

    Layout LayoutFor(Shape[] inputs, Shape output, int capacity, params int[] sums)
    {
        Spread?[] spreads = Array.ConvertAll(inputs, input => Spread.Of(input, output));
        // Registers: a tile for each constant, one for each operand that has to be spread, then as few as possible for the intermediate results.
        int registers = constants.Count;
        int[] inputRegister = Array.ConvertAll(spreads, spread => spread is null ? -1 : registers++);
        int[] stepRegister = AssignRegisters(ref registers, sums);
        // Everything that a tile touches stays in the first-level cache.
        if (sums.Length == 0 && registers + spreads.Count(spread => spread is null) + 1 > TilesInCache) capacity /= 2;
        // Tiles hold whole periods of every repeating operand where that is possible, so that each is spread once a chunk; or parts of a long period, which is then read where it lies.
        int tile = capacity;
        foreach (Spread? spread in spreads)
        {
            if (tile != capacity || spread is not { Period: > 1 }) continue;
            int parts = (spread.Period + capacity - 1) / capacity;
            if (parts == 1) tile = capacity / spread.Period * spread.Period;
            else if (sums.Length == 0 && spread.Period % (parts * Vector<float>.Count) == 0) tile = spread.Period / parts;
        }
        return new Layout([.. instructions], [.. constants], spreads, inputRegister, stepRegister, registers, capacity, tile, 0, sums);
    }

    /// <summary>A register for every step but the last; one whose value has been used for the last time is taken again, also by the step that used it; one that is summed is kept.</summary>
    int[] AssignRegisters(ref int registers, int[] sums)
    {
        int[] lastUse = new int[instructions.Count], assigned = new int[instructions.Count];
        for (int s = 0; s < instructions.Count; s++)
            for (int k = 0; k < 3; k++)
                if (instructions[s][k] < 0) lastUse[-1 - instructions[s][k]] = s;
        foreach (int sum in sums)
            if (sum < 0) lastUse[-1 - sum] = instructions.Count;
        Stack<int> free = new();
        for (int s = 0; s < instructions.Count - 1; s++)
        {
            for (int earlier = 0; earlier < s; earlier++)
                if (lastUse[earlier] == s) free.Push(assigned[earlier]);
            assigned[s] = free.Count > 0 ? free.Pop() : registers++;
        }
        return assigned;
    }

    /// <param name="Instructions">The steps.</param>
    /// <param name="Constants">Numbers, in the first registers.</param>
    /// <param name="Spreads">How each input is repeated; null where it is laid out like the result.</param>
    /// <param name="InputRegister">The register of each input that is spread.</param>
    /// <param name="StepRegister">The register of each step's result.</param>
    /// <param name="Registers">How many there are.</param>
    /// <param name="Capacity">Elements of a register.</param>
    /// <param name="Tile">Elements that are computed at a time.</param>
    /// <param name="Columns">The columns of sums, or 0 where the last step's result is stored.</param>
    /// <param name="Sums">The operands and steps that are summed.</param>
    sealed record Layout(Instruction[] Instructions, float[] Constants, Spread?[] Spreads, int[] InputRegister, int[] StepRegister, int Registers, int Capacity, int Tile, int Columns, int[] Sums);
}
