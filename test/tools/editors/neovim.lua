-- Drives a policy in Neovim 0.7 and later, and writes what it saw as JSON. Arguments come in the environment.
local out = {}
local file = vim.env.NBROUTE_FILE

local function wait_for(what, look)
  local found
  if not vim.wait(10000, function()
    found = look()
    return found ~= nil and found ~= false
  end, 20) then
    out.error = 'never: ' .. what
  end
  return found
end

local ok, message = pcall(function()
  vim.cmd('edit ' .. file)
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({
    name = 'nbroute',
    cmd = { vim.env.NBROUTE_NODE, vim.env.NBROUTE_CLI, 'lsp', '--stdio' },
    root_dir = vim.fn.fnamemodify(file, ':h'),
  })
  vim.lsp.buf_attach_client(buffer, id)
  local client = vim.lsp.get_client_by_id(id)

  local function ask(method, line, character, more)
    local params = vim.tbl_extend('force', {
      textDocument = { uri = vim.uri_from_bufnr(buffer) },
      position = { line = line, character = character },
    }, more or {})
    local answer = client.request_sync(method, params, 10000, buffer)
    return answer and answer.result
  end

  local found = wait_for('diagnostics', function()
    local all = vim.diagnostic.get(buffer)
    return #all > 0 and all
  end)
  out.diagnostics = vim.tbl_map(function(each) return each.code or each.user_data.lsp.code end, found)
  out.hover = ask('textDocument/hover', 3, 8).contents.value
  out.completion = vim.tbl_map(function(each) return each.label end, ask('textDocument/completion', 3, 6).items)

  vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', 2, 13, { newName = 'cellar' }), client.offset_encoding)
  wait_for('the rename', function()
    return vim.api.nvim_buf_get_lines(buffer, 2, 3, false)[1]:find('cellar')
  end)
  local edits = ask('textDocument/formatting', 0, 0, { options = { tabSize = 2, insertSpaces = true } })
  vim.lsp.util.apply_text_edits(edits, buffer, client.offset_encoding)
  out.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
  client.stop()
end)
if not ok then out.error = message end
vim.fn.writefile({ vim.json and vim.json.encode(out) or vim.fn.json_encode(out) }, vim.env.NBROUTE_OUT)
vim.cmd('qall!')
