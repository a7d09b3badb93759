using System.Numerics;
using System.Runtime.CompilerServices;
using Fovea.Compute;

namespace Fovea.Tensors;

internal sealed partial class ElementwiseProgram
{
    struct BothWork : Workers.IWork
    {
        public Work First, Second;

        public readonly void Run(int chunk)
        {
            First.Run(chunk);
            Second.Run(chunk);
        }
    }

    /// <summary>A block of rows of a product, and the programs over it.</summary>
    unsafe struct OverWork : Workers.IWork
    {
        public ProductRows Product;
        public int Place, FirstCount;
        public Layout First;
        public Layout? Second;
        public float** X;
        public float* Output, SecondOutput;

        public readonly void Run(int chunk)
        {
            int row = chunk * Product.PerBlock, rows = Math.Min(Product.PerBlock, Product.Rows - row);
            long begin = (long)row * Product.Columns, end = begin + (long)rows * Product.Columns;
            float** inputs = stackalloc float*[FirstCount];
            for (int i = 0; i < FirstCount; i++) inputs[i] = X[2 + i];
            inputs[Place] = Product.Run(X[0], X[1], row, rows, Workers.OuterScratch(Product.ScratchBytes)) - begin;
            BothWork both = new() { First = new() { Layout = First, Inputs = inputs, Output = Output, Begin = begin, Count = end, ChunkTiles = ChunkTiles } };
            if (Second is not null) both.Second = new() { Layout = Second, Inputs = X + 2 + FirstCount, Output = SecondOutput, Begin = begin, Count = end, ChunkTiles = ChunkTiles };
            for (int part = 0; part < both.First.Chunks; part++)
                if (Second is null) both.First.Run(part);
                else both.Run(part);
        }
    }

    unsafe struct Work : Workers.IWork
    {
        public Layout Layout;
        public float** Inputs;
        public float* Output;           // the result, or the sums of each chunk
        public long Begin, Count, ChunkTiles; // elements [Begin, Count)

        public readonly int Chunks => checked((int)((Count - Begin + ChunkTiles * Layout.Tile - 1) / (ChunkTiles * Layout.Tile)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int chunk)
        {
            Layout layout = Layout;
            int capacity = layout.Capacity, tile = layout.Tile, last = layout.Instructions.Length - 1;
            float* registers = (float*)Workers.Scratch((layout.Registers + 1L) * capacity * sizeof(float)), result = registers + (long)layout.Registers * capacity;
            for (int i = 0; i < layout.Constants.Length; i++) new Span<float>(registers + (long)i * capacity, tile).Fill(layout.Constants[i]);
            float* sums = Output + (long)chunk * layout.Columns * layout.Sums.Length;
            new Span<float>(sums, layout.Columns * layout.Sums.Length).Clear();

            long begin = Begin + chunk * ChunkTiles * tile, end = Math.Min(Count, begin + ChunkTiles * tile);
            for (long at = begin; at < end; at += tile)
            {
                int length = (int)Math.Min(tile, end - at);
                for (int i = 0; i < layout.Spreads.Length; i++)
                    if (layout.Spreads[i] is { } spread && !spread.HasWhole(tile) && (at == begin || !spread.SameForEvery(tile)))
                        spread.Fill(Inputs[i], at, new Span<float>(registers + (long)layout.InputRegister[i] * capacity, length));

                for (int s = 0; s <= last; s++)
                {
                    Instruction step = layout.Instructions[s];
                    Operands<float> operands = new(Operand(step.A, at, length, registers), Operand(step.B, at, length, registers), Operand(step.C, at, length, registers));
                    float* target = s < last ? registers + (long)layout.StepRegister[s] * capacity : layout.Columns > 0 ? result : Output + at;
                    step.Operation.Run(operands, new Span<float>(target, length));
                }
                for (int i = 0; i < layout.Sums.Length; i++)
                    AddRows(layout.Sums[i] == Instruction.Step(last) ? result : Place(layout.Sums[i], at, registers), length, layout.Columns, sums + (long)i * layout.Columns);
            }
        }

        /// <summary>Adds the rows of a tile to the sums of their columns.</summary>
        static void AddRows(float* rows, int length, int columns, float* sums)
        {
            int width = Vector<float>.Count, c = 0;
            for (; c <= columns - width; c += width)
            {
                Vector<float> sum = *(Vector<float>*)(rows + c);
                for (int i = c + columns; i < length; i += columns) sum += *(Vector<float>*)(rows + i);
                *(Vector<float>*)(sums + c) += sum;
            }
            for (; c < columns; c++)
            {
                float sum = 0;
                for (int i = c; i < length; i += columns) sum += rows[i];
                sums[c] += sum;
            }
        }

        readonly ReadOnlySpan<float> Operand(int operand, long at, int length, float* registers) =>
            operand == Instruction.None ? default : new(Place(operand, at, registers), length);

        /// <summary>Where a tile's part of an operand lies.</summary>
        readonly float* Place(int operand, long at, float* registers)
        {
            if (operand < 0) return registers + (long)Layout.StepRegister[-1 - operand] * Layout.Capacity;
            if (Instruction.IsConstant(operand, out int constant)) return registers + (long)constant * Layout.Capacity;
            int register = Layout.InputRegister[operand];
            if (register < 0) return Inputs[operand] + at;
            return Layout.Spreads[operand] is { } spread && spread.HasWhole(Layout.Tile) ? Inputs[operand] + at % spread.Period : registers + (long)register * Layout.Capacity;
        }
    }
}
