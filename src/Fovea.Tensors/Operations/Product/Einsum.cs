namespace Fovea.Tensors;

// Operand by operand: what two of them have in common and nothing later needs is the inner dimension of a batched matrix product; what is still needed is its batch.
public partial class Tensor
{
    /// <summary>
    /// Einstein's sum: every letter of <paramref name="equation"/> names a dimension of the operands, equal letters run together, and what does not stand in the result is summed over.
    /// <c>"bij,bjk->bik"</c> is a batched matrix product, <c>"ii->i"</c> a diagonal, <c>"...ij->...ji"</c> a transposition. An ellipsis stands for any number of dimensions; they and all others are stretched
    /// from size 1. Without an arrow the result has the letters that stand once, in alphabetical order, behind the ellipsis.
    /// </summary>
    /// <param name="equation">The labels of the operands' dimensions, separated by commas, then <c>-></c> and those of the result.</param>
    /// <param name="operands">One or more tensors.</param>
    /// <exception cref="ShapeException">The equation is none, or the shapes do not fit it.</exception>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands)
    {
        EinsumEquation labels = new(equation, operands);
        LabelledTensor result = default;
        for (int i = 0; i < operands.Length; i++)
        {
            LabelledTensor next = new LabelledTensor(operands[i], labels.Operands[i]).WithDiagonals().WithoutStretched(labels.Sizes);
            HashSet<int> needed = [.. labels.Result, .. labels.Operands.Skip(i + 1).SelectMany(later => later)];
            result = i == 0 ? next.SummedBut(needed) : result.SummedBut([.. needed, .. next.Labels]).Times(next.SummedBut([.. needed, .. result.Labels]), needed);
        }
        return result.Ordered(labels.Result).Value.Labelled("Einsum");
    }

    /// <summary>A tensor whose dimensions have labels.</summary>
    readonly record struct LabelledTensor(Tensor Value, int[] Labels)
    {
        /// <summary>The elements at which equal labels have equal positions.</summary>
        public LabelledTensor WithDiagonals()
        {
            LabelledTensor x = this;
            while (x.Labels.GroupBy(label => label).FirstOrDefault(group => group.Count() > 1) is { } repeated)
            {
                int first = Array.IndexOf(x.Labels, repeated.Key), second = Array.IndexOf(x.Labels, repeated.Key, first + 1);
                int size = Math.Max(x.Value.Shape[first], x.Value.Shape[second]);
                int[] rest = [.. Enumerable.Range(0, x.Labels.Length).Where(d => d != first && d != second)];
                // Every (size + 1)-th element of a square matrix is on its diagonal.
                Tensor last = x.Value.Transpose([.. rest, first, second]);
                Shape outer = Shape.Create(last.Shape.Sizes[..^2]);
                Tensor diagonal = last.BroadcastTo([.. outer, size, size]).Reshape([.. outer, checked(size * size)]).Slice(-1, 0, size, size + 1);
                int[] kept = x.Labels;
                x = new(diagonal, [.. rest.Select(d => kept[d]), repeated.Key]);
            }
            return x;
        }

        /// <summary>Without dimensions of size 1 that another operand makes longer: what it multiplies is stretched anyway.</summary>
        public LabelledTensor WithoutStretched(Dictionary<int, int> sizes)
        {
            LabelledTensor own = this;
            int[] stretched = [.. Enumerable.Range(0, Labels.Length).Where(d => own.Value.Shape[d] == 1 && sizes[own.Labels[d]] != 1)];
            return stretched.Length == 0 ? this : new(Value.Squeeze(stretched), [.. Labels.Where((_, d) => !stretched.Contains(d))]);
        }

        /// <summary>The sum over all dimensions but the needed ones.</summary>
        public LabelledTensor SummedBut(HashSet<int> needed)
        {
            int[] labels = Labels;
            int[] summed = [.. Enumerable.Range(0, labels.Length).Where(d => !needed.Contains(labels[d]))];
            return summed.Length == 0 ? this : new(Value.Sum(summed), [.. labels.Where(needed.Contains)]);
        }

        /// <summary>The product, summed over what both have and nothing needs any more.</summary>
        public LabelledTensor Times(LabelledTensor other, HashSet<int> needed)
        {
            (int[] own, int[] others) = (Labels, other.Labels);
            int[] inner = [.. own.Where(label => others.Contains(label) && !needed.Contains(label))];
            int[] batch = [.. own.Where(label => others.Contains(label) && needed.Contains(label))];
            int[] left = [.. own.Where(label => !others.Contains(label))], right = [.. others.Where(label => !own.Contains(label))];
            int[] result = [.. batch, .. left, .. right];
            if (inner.Length == 0)
            {
                // Nothing to sum over: an element-wise product.
                Tensor a = Ordered([.. batch, .. left]).Value, b = other.Ordered([.. batch, .. right]).Value;
                return new(a.Reshape([.. a.Shape, .. Ones(right.Length)]) * b.Reshape([.. b.Shape.Sizes[..batch.Length], .. Ones(left.Length), .. b.Shape.Sizes[batch.Length..]]), result);
            }
            (Tensor x, bool transposeX) = Matrices(batch, left, inner);
            (Tensor y, bool transposeY) = other.Matrices(batch, inner, right);
            Tensor product = x.MatMul(y, transposeX, transposeY);
            LabelledTensor self = this;
            return new(product.Reshape([.. product.Shape.Sizes[..batch.Length], .. left.Select(self.SizeOf), .. right.Select(other.SizeOf)]), result);
        }

        /// <summary>The dimensions in another order.</summary>
        public LabelledTensor Ordered(int[] order)
        {
            int[] labels = Labels;
            return labels.SequenceEqual(order) ? this : new(Value.Transpose([.. order.Select(label => Array.IndexOf(labels, label))]), order);
        }

        int SizeOf(int label) => Value.Shape[Array.IndexOf(Labels, label)];

        /// <summary>Seen as (batch..., rows, columns), or with rows and columns exchanged where that needs no transposition.</summary>
        (Tensor Matrices, bool Transposed) Matrices(int[] batch, int[] rows, int[] columns)
        {
            bool transposed = Labels.SequenceEqual([.. batch, .. columns, .. rows]) && !Labels.SequenceEqual([.. batch, .. rows, .. columns]);
            Tensor x = transposed ? Value : Ordered([.. batch, .. rows, .. columns]).Value;
            int Count(int[] labels, LabelledTensor own) => labels.Aggregate(1, (count, label) => checked(count * own.SizeOf(label)));
            (int m, int n) = (Count(rows, this), Count(columns, this));
            return (x.Reshape([.. x.Shape.Sizes[..batch.Length], transposed ? n : m, transposed ? m : n]), transposed);
        }

        static int[] Ones(int count)
        {
            int[] ones = new int[count];
            Array.Fill(ones, 1);
            return ones;
        }
    }
}
